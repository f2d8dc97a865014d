using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

public class EvidenceSentenceTests
{
    readonly World world = new();

    [Fact]
    public void One_is_one_and_two_are_two_in_reports()
    {
        var one = world.Risk(World.Ordinary(), default(ReportTally).With(ReporterKind.TrustedFlagger), world.Post("hello there"));
        Assert.Contains("Reported by 1 trusted flagger.", one.Shares.Select(share => share.Evidence));

        var two = world.Risk(World.Ordinary(), default(ReportTally).With(ReporterKind.TrustedFlagger).With(ReporterKind.TrustedFlagger).With(ReporterKind.Partner), world.Post("hello there"));
        Assert.Contains("Reported by 2 trusted flaggers, 1 partner.", two.Shares.Select(share => share.Evidence));
    }

    [Fact]
    public void One_post_uses_one_term()
    {
        var told = world.Risk(world.Post("I saw the ashen banner"), world.Post("a quiet day at the river")).Shares.Single(share => share.Detector == "terms").Evidence;
        Assert.StartsWith("1 of 2 posts uses 1 term of the bank slogans:", told, StringComparison.Ordinal);
        Assert.EndsWith("; 1 text.", told, StringComparison.Ordinal);
    }
}
