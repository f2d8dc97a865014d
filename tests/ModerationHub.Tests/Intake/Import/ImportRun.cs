using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using ModerationHub.Features.Intake.Import;
using Spectre.Console;

namespace ModerationHub.Tests.Intake.Import;

/// <summary>One import from a file of its own into a <see cref="FakeHub"/>.</summary>
sealed class ImportRun : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-import-");
    readonly StringWriter _output = new();

    public FakeHub Hub { get; init; } = new();

    public string Output => _output.ToString();

    public string[] Rejected => File.Exists(RejectedFile) ? File.ReadAllLines(RejectedFile) : [];

    string Path => System.IO.Path.Combine(_folder.FullName, "rows");

    string RejectedFile => Path + ".rejected.ndjson";

    public Task<int> OfAsync(ImportKind kind, string content, params (string Field, string Column)[] map) =>
        OfAsync(kind, Encoding.UTF8.GetBytes(content), map);

    public async Task<int> OfAsync(ImportKind kind, byte[] content, params (string Field, string Column)[] map)
    {
        await File.WriteAllBytesAsync(Path, content, TestContext.Current.CancellationToken);
        using var client = new IntakeClient(new Uri("http://hub.example"), "secret", TimeProvider.System, Hub);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        return await ImportCommand.RunAsync(Path, kind, map.ToFrozenDictionary(pair => pair.Field, pair => pair.Column), client, console, _output, TestContext.Current.CancellationToken);
    }

    public static byte[] Zip(string content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return zipped.ToArray();
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
    }
}
