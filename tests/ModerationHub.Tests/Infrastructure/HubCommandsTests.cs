using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Infrastructure;

public sealed class HubCommandsTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-commands-");

    public void Dispose() => _folder.Delete(recursive: true);

    static Task<int> RunAsync(params string[] arguments) =>
        HubCommands.RunAsync(arguments, (_, _) => throw new InvalidOperationException("No host is wanted here."));

    [Theory]
    [InlineData("run", "--port", "0")]
    [InlineData("run", "--port", "65536")]
    [InlineData("run", "--port", "five")]
    [InlineData("run", "--port")]
    [InlineData("run", "--data", "")]
    [InlineData("verify-audit", "--folder", "elsewhere")]
    [InlineData("verify-audit", "elsewhere")]
    [InlineData("verify-audit", "--Folder=elsewhere")]
    [InlineData("migrate", "elsewhere")]
    [InlineData("import", "file.csv", "another.csv", "--kind", "posts")]
    [InlineData("import")]
    [InlineData("import", "file.csv", "--kind", "cats")]
    [InlineData("eval")]
    public async Task What_was_typed_wrong_ends_with_the_code_for_it(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, await RunAsync(arguments));

    [Fact]
    public async Task A_folder_without_a_hub_is_no_chain_that_holds_and_none_that_is_broken()
    {
        var nowhere = Path.Combine(_folder.FullName, "nowhere");
        Assert.Equal(ExitCode.NotConfigured, await RunAsync("verify-audit", "--data", nowhere));
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_told_in_a_sentence()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.NotAllowed, await RunAsync("run", "--data", file));
        Assert.Equal(ExitCode.NotAllowed, await RunAsync("run", "--data", Path.Combine(file, "below")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_in_a_sentence()
    {
        // Where nothing can be written, as on a full disk; and a command that meets it later on.
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "hub.holder"));
        Assert.Equal(ExitCode.NotAllowed, await RunAsync("run", "--data", _folder.FullName));
        Assert.Equal(ExitCode.NotAllowed, await HubCommands.RunAsync(["run", "--ConnectionStrings:Hub=Host=nowhere", "--urls=http://127.0.0.1:0"], (_, _) => throw new IOException("No space left on device")));
    }
}
