using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

public class ReportTallyTests
{
    private static readonly DateTimeOffset Noon = World.Start;

    private static ReportMade User(string id, double minute = 0, int sent = 1, int upheld = 0, int rejected = 0) =>
        new(ReporterKind.User, id, Noon.AddMinutes(minute), sent, upheld, rejected);

    [Fact]
    public void Reliability_is_learned_from_outcomes_and_few_say_little()
    {
        Assert.Equal(ReportTally.UnknownReliability, User("u").Reliability, 9);
        Assert.InRange(User("u", upheld: 1).Reliability, 0.4, 0.5);
        Assert.InRange(User("u", upheld: 40, rejected: 2).Reliability, 0.88, 0.95);
        Assert.InRange(User("u", rejected: 30).Reliability, 0, 0.05);
        Assert.True(User("u", upheld: 80, rejected: 20).Reliability > User("u", upheld: 4, rejected: 1).Reliability);
    }

    [Fact]
    public void A_reporter_counts_once_however_often_they_report() =>
        Assert.Equal(ReportTally.Of([User("u")]), ReportTally.Of([User("u"), User("u", 3), User("u", 900)]));

    [Fact]
    public void Many_new_reporters_within_minutes_count_as_one()
    {
        var brigade = ReportTally.Of(Enumerable.Range(0, 200).Select(i => User($"new{i}", i / 20.0)));
        Assert.Equal((1, 199), (brigade.Users, brigade.Listed));
        Assert.Equal(ReportTally.Of([User("u")]).UserTrust, brigade.UserTrust, 9);
        var spread = ReportTally.Of(Enumerable.Range(0, 12).Select(i => User($"new{i}", i * 90)));
        Assert.Equal((12, 0), (spread.Users, spread.Listed));
    }

    [Fact]
    public void Two_brigades_count_as_two_and_reporters_with_a_record_are_in_none()
    {
        var tally = ReportTally.Of([.. Enumerable.Range(0, 10).Select(i => User($"a{i}", i)), .. Enumerable.Range(0, 10).Select(i => User($"b{i}", 300 + i)),
            User("known", 2, upheld: 9, rejected: 1), new(ReporterKind.TrustedFlagger, "t", Noon)]);
        Assert.Equal((3, 18, 1), (tally.Users, tally.Listed, tally.TrustedFlaggers));
    }

    [Fact]
    public void A_long_siege_is_one_brigade_and_order_does_not_matter()
    {
        var reports = Enumerable.Range(0, 120).Select(i => User($"n{i}", i)).ToArray();
        var tally = ReportTally.Of(reports);
        Assert.Equal((1, 119), (tally.Users, tally.Listed));
        Assert.Equal(tally, ReportTally.Of(reports.Reverse()));
    }

    [Fact]
    public void Each_report_says_what_it_counts_as_in_the_order_given()
    {
        ReportMade[] reports = [User("late", 5, upheld: 1), User("late", 1, upheld: 1), new(ReporterKind.TrustedFlagger, "t", Noon), User("list", sent: 30), .. Enumerable.Range(0, 8).Select(i => User($"n{i}", 60 - i))];
        var voices = ReportTally.Weigh(reports);

        Assert.Equal(reports, voices.Select(v => v.Report));
        Assert.Equal([ReportVoice.Repeated, ReportVoice.Proven, ReportVoice.TrustedFlagger, ReportVoice.Listed, .. Enumerable.Repeat(ReportVoice.Crowd, 7), ReportVoice.Unproven], voices.Select(v => v.Voice));
    }

    [Fact]
    public void Whoever_sends_many_that_nobody_upholds_sends_a_list()
    {
        Assert.Equal((0, 1), (ReportTally.Of([User("u", sent: 40, rejected: 3)]).Users, ReportTally.Of([User("u", sent: 40, rejected: 3)]).Listed));
        Assert.Equal(1, ReportTally.Of([User("u", sent: 40, upheld: 20)]).Users);
    }
}
