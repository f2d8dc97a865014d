using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Features.Learning.Onnx;

/// <summary>
/// Models that an operator puts into the folder of the setting Models:Onnx:Folder, one in a folder named like its policy:
/// model.onnx and vocab.txt. Such a model takes the place of the learned one. Read once, when the host first scores.
/// </summary>
/// <param name="folder">The setting; nothing is read without it.</param>
/// <param name="places">Lists a folder's folders.</param>
public sealed class OnnxModels(string? folder, Func<string, IEnumerable<string>>? places = null) : IDisposable
{
    readonly Lazy<(IReadOnlyList<OnnxTextModel> Models, IReadOnlyList<FormattableString> Faults)> _read = new(() => Read(folder, places ?? Directory.EnumerateDirectories));

    /// <summary>One sentence for each thing that could not be used, for the health page.</summary>
    public IReadOnlyList<FormattableString> Faults
    {
        get
        {
            List<FormattableString> faults = [.. _read.Value.Faults];
            foreach (var model in _read.Value.Models.Where(m => m.Fault is not null))
                faults.Add($"The ONNX model of {model.Policy} does not run and says nothing: {model.Fault}");
            return faults;
        }
    }

    /// <summary>The operator's model of a policy; null when the learned one counts.</summary>
    public OnnxTextModel? Of(string policy) => _read.Value.Models.FirstOrDefault(m => m.Policy == policy);

    /// <summary>
    /// The learned models with those of the folder in their policies' places. Where a policy has a learned one too, that one goes first
    /// and the other is asked only about what may be the policy's.
    /// </summary>
    public List<TextModel> TakePlaces(IReadOnlyList<TextModel> learned, IEnumerable<string> policies)
    {
        var own = _read.Value.Models.Where(m => policies.Contains(m.Policy, StringComparer.Ordinal))
            .Select(TextModel (m) => learned.FirstOrDefault(l => l.Policy == m.Policy) is { } first ? new StagedTextModel(first, m) : m).ToList();
        return [.. learned.Where(l => !own.Exists(m => m.Policy == l.Policy)).Concat(own).OrderBy(m => m.Policy, StringComparer.Ordinal)];
    }

    static (IReadOnlyList<OnnxTextModel>, IReadOnlyList<FormattableString>) Read(string? folder, Func<string, IEnumerable<string>> places)
    {
        if (string.IsNullOrWhiteSpace(folder))
            return ([], []);
        var (models, faults) = (new List<OnnxTextModel>(), new List<FormattableString>());
        if (!Directory.Exists(folder))
        {
            faults.Add($"The folder {folder} of the setting Models:Onnx:Folder does not exist; scoring goes on with the learned models.");
            return (models, faults);
        }
        try
        {
            foreach (var place in places(folder).Order(StringComparer.Ordinal))
                if (ReadOne(place, faults) is { } model)
                    models.Add(model);
        }
#pragma warning disable CA1031 // A folder that can't be read is the operator's trouble; it must not turn scoring off.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            faults.Add($"The folder {folder} of the setting Models:Onnx:Folder can't be read ({broken.Message.ReplaceLineEndings(" ")}); scoring goes on with the learned models.");
        }
        if (models.Count == 0 && faults.Count == 0)
            faults.Add($"The folder {folder} of the setting Models:Onnx:Folder holds no model; each lies in a folder named like its policy.");
        return (models, faults);
    }

    static OnnxTextModel? ReadOne(string place, List<FormattableString> faults)
    {
        var policy = Path.GetFileName(place);
        InferenceSession? session = null;
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(place, "model.onnx"));
            var tokenizer = BertTokenizer.Create(Path.Combine(place, "vocab.txt"));
            // Scoring has its own workers: one thread a call.
            using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            session = new InferenceSession(bytes, options);
            var model = new OnnxTextModel(policy, $"onnx {Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}", session, tokenizer);
            _ = model.Probability("trial");
            return model;
        }
#pragma warning disable CA1031 // Whatever is wrong with a file that somebody put there, or with the native library, scoring goes on.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            session?.Dispose();
            faults.Add($"The ONNX model of {policy} can't be used ({broken.Message.ReplaceLineEndings(" ")}); scoring goes on with the learned one.");
            return null;
        }
    }

    public void Dispose()
    {
        if (_read.IsValueCreated)
            foreach (var model in _read.Value.Models)
                model.Dispose();
    }
}
