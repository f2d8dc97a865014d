using System.Runtime.CompilerServices;

namespace ModerationHub.Tests.Infrastructure;

public sealed class ContainerFilesTests
{
    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    public static TheoryData<string> CopiedPaths() => new(File.ReadLines(Path.Combine(Root(), "Dockerfile"))
        .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal))
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]));

    [Theory]
    [MemberData(nameof(CopiedPaths))]
    public void What_the_image_copies_is_there(string path) => Assert.True(Path.Exists(Path.Combine(Root(), path)), path);

    [Fact]
    public void Every_project_that_the_host_needs_is_restored_in_the_image()
    {
        var docker = File.ReadAllText(Path.Combine(Root(), "Dockerfile"));
        var projects = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root(), "migrations"), "*.csproj"));
        Assert.All(projects, project => Assert.Contains(Path.GetRelativePath(Root(), project), docker, StringComparison.Ordinal));
    }

    [Fact]
    public void What_compose_mounts_is_there() =>
        Assert.True(File.Exists(Path.Combine(Root(), "deploy/roles.sh")) &&
            File.ReadAllText(Path.Combine(Root(), "docker-compose.yml")).Contains("./deploy/roles.sh:", StringComparison.Ordinal));
}
