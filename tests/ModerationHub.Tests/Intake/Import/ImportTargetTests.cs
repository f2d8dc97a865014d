using ModerationHub.Features.Intake.Import;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Intake.Import;

public sealed class ImportTargetTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-target-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_said_wins_over_the_environment_and_that_over_the_running_hub()
    {
        var hub = _folder.CreateSubdirectory(".hub");
        File.WriteAllText(Path.Combine(hub.FullName, "run.env"), "HUB_URL=http://127.0.0.1:5080\nHUB_API_KEY=from=file\n");
        var below = _folder.CreateSubdirectory("deep/er").FullName;
        Assert.Equal(new ImportTarget(new("http://127.0.0.1:5080"), "from=file"), ImportTarget.Resolve(null, null, _ => null, below));
        Assert.Equal(new ImportTarget(new("http://env.example"), "from=file"), ImportTarget.Resolve(null, null, name => name == "HUB_URL" ? "http://env.example" : null, below));
        Assert.Equal(new ImportTarget(new("http://said.example"), "said"), ImportTarget.Resolve("http://said.example", "said", _ => "other", below));
    }

    [Fact]
    public void Without_any_hub_it_asks_which()
    {
        var which = Assert.Throws<SetupException>(() => ImportTarget.Resolve(null, null, _ => null));
        Assert.Equal("Which hub? Start one with `./hub run --demo`, or name it with --url (HUB_URL) and --key (HUB_API_KEY).", which.Message);
        Assert.Throws<SetupException>(() => ImportTarget.Resolve("hub", "key", _ => null));
    }

    [Fact]
    public void A_key_that_can_be_none_is_refused_and_the_end_of_a_line_is_no_part_of_it()
    {
        Assert.Equal(new ImportTarget(new("http://hub.example"), "hub_1"), ImportTarget.Resolve(null, null, name => name == "HUB_URL" ? "http://hub.example\r" : "hub_1\r\n"));
        foreach (var key in new[] { "hub_1\nhub_2", "ключ" })
            Assert.Equal(ExitCode.Usage, Assert.Throws<SetupException>(() => ImportTarget.Resolve("http://hub.example", key, _ => null)).ExitCode);
    }
}
