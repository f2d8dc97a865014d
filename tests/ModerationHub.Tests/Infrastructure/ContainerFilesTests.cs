using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;

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
    public void What_every_build_reads_is_copied_into_the_image() =>
        Assert.All(Directory.EnumerateFiles(Root(), "Directory.*").Select(Path.GetFileName), file => Assert.Contains(file, CopiedPaths().Select(row => row.Data)));

    /// <summary>What the SDK adds by itself depends on its version and on the sources, of which the image has none yet when it restores.</summary>
    [Fact]
    public void Lock_files_name_only_packages_that_the_projects_name()
    {
        var everywhere = Referenced(Path.Combine(Root(), "Directory.Build.props"));
        foreach (var folder in CopiedPaths().Select(row => row.Data).Where(path => path.EndsWith("packages.lock.json", StringComparison.Ordinal)).Select(Path.GetDirectoryName))
        {
            var project = Assert.Single(Directory.EnumerateFiles(Path.Combine(Root(), folder!), "*.csproj"));
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), folder!, "packages.lock.json")));
            var direct = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() == "Direct").Select(package => package.Name);
            Assert.Empty(direct.Except([.. everywhere, .. Referenced(project)]));
        }
    }

    static IEnumerable<string> Referenced(string project) =>
        XDocument.Load(project).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

    [Fact]
    public void What_compose_mounts_is_there() =>
        Assert.True(File.Exists(Path.Combine(Root(), "deploy/roles.sh")) &&
            File.ReadAllText(Path.Combine(Root(), "docker-compose.yml")).Contains("./deploy/roles.sh:", StringComparison.Ordinal));
}
