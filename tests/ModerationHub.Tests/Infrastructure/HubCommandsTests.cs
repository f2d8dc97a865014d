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
    [InlineData("verify-audit", "--folder")]
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
}
