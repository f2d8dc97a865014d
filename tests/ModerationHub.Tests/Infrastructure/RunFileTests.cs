using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Infrastructure;

public sealed class RunFileTests
{
    [Fact]
    public async Task Only_the_owner_reads_it_even_where_a_wider_file_lay_before()
    {
        var folder = Directory.CreateTempSubdirectory("hub-run-file-");
        try
        {
            var path = Path.Combine(folder.FullName, RunFile.Name);
            await File.WriteAllTextAsync(path, "old", Xunit.TestContext.Current.CancellationToken);
            await RunFile.WriteAsync(folder.FullName, "http://127.0.0.1:5080", "key", "word", Xunit.TestContext.Current.CancellationToken);
            Assert.Equal("HUB_URL=http://127.0.0.1:5080\nHUB_API_KEY=key\nHUB_DEMO_PASSWORD=word\n",
                await File.ReadAllTextAsync(path, Xunit.TestContext.Current.CancellationToken));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Single(folder.GetFiles());
            RunFile.Remove(folder.FullName);
            RunFile.Remove(folder.FullName);
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
