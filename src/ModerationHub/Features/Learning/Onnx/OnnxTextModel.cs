using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using ModerationHub.Detection;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Learning.Onnx;

/// <summary>
/// A text classifier in ONNX with a WordPiece vocabulary: takes input_ids and, where it asks for them, attention_mask and
/// token_type_ids; gives logits, one (positive) or two (negative, positive). Safe for any number of threads.
/// </summary>
public sealed class OnnxTextModel(string policy, string version, InferenceSession session, BertTokenizer tokenizer)
    : TextModel(policy, version, 0.5), IDisposable
{
    const int MostTokens = 128;

    /// <summary>Words that are left out one by one to see what each says; a longer text has its first ones tried.</summary>
    const int MostWords = 24;

    /// <summary>What the model said last when it could not run; null while it runs.</summary>
    public string? Fault { get; private set; }

    public override double Probability(ObservedPost post) => Said(post.Post.Text);

    double Said(string text)
    {
        try
        {
            return Probability(text);
        }
#pragma warning disable CA1031 // A text that runtime or tokenizer fail on must not keep the account from being scored.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            // Another's message might quote the text.
            Fault = broken is OnnxRuntimeException ? broken.Message : broken.GetType().Name;
            return 0;
        }
    }

    public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most)
    {
        var normalised = post.Text.ToString();
        var whole = Probability(post);
        var reasons = new List<TextReason>();
        for (var (start, tried) = (0, 0); start < normalised.Length && tried < MostWords; tried++)
        {
            var end = normalised.IndexOf(' ', start);
            end = end < 0 ? normalised.Length : end;
            if (end > start && post.Text.Original(start, end - start) is var span)
                reasons.Add(new TextReason(normalised[start..end], LogOdds(whole) - LogOdds(Said(post.Post.Text.Remove(span.Start, span.Length))), start));
            start = end + 1;
        }
        return [.. reasons.Where(r => r.Weight > 0).OrderByDescending(r => r.Weight).ThenBy(r => r.Start).Take(most)];
    }

    /// <exception cref="OnnxRuntimeException">The model does not run.</exception>
    public double Probability(string text)
    {
        var ids = tokenizer.EncodeToIds(text, MostTokens, out _, out _).Select(id => (long)id).ToArray();
        if (ids.Length == 0)
            return 0;
        long[] shape = [1, ids.Length];
        var inputs = session.InputMetadata.Keys.ToDictionary(name => name, name => OrtValue.CreateTensorValueFromMemory(name switch
        {
            "input_ids" => ids,
            "attention_mask" => [.. Enumerable.Repeat(1L, ids.Length)],
            _ => new long[ids.Length],
        }, shape));
        try
        {
            using var options = new RunOptions();
            using var outputs = session.Run(options, inputs, session.OutputNames);
            var logits = outputs[0].GetTensorDataAsSpan<float>();
            return Logit.Probability(logits.Length == 1 ? logits[0] : logits[1] - logits[0]);
        }
        finally
        {
            foreach (var input in inputs.Values)
                input.Dispose();
        }
    }

    static double LogOdds(double probability) => Logit.Of(Math.Clamp(probability, 1e-6, 1 - 1e-6));

    public void Dispose() => session.Dispose();
}
