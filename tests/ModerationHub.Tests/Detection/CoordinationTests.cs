using ModerationHub.Detection.Coordination;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>Who shares the same things at the same time, and who does the same as their neighbours.</summary>
public class CoordinationTests
{
    private static Share[] Shares(params (string Thing, string Account, long At)[] shares) => [.. shares.Select((share, i) => new Share(share.Thing, share.Account, $"p{i}", share.At))];

    [Fact]
    public void Two_who_share_within_the_window_again_and_again_are_a_pair_older_first()
    {
        var pairs = CoShares.Find(Shares(("a", "kim", 109), ("a", "rue", 100), ("b", "kim", 500), ("b", "rue", 510), ("c", "kim", 900), ("c", "rue", 911)), 10, 2);
        Assert.Equal([("rue", "kim", 9L), ("kim", "rue", 10L)], pairs.Select(pair => (pair.Older.Account, pair.Newer.Account, pair.Seconds)));
    }

    [Fact]
    public void Once_is_chance_an_account_beside_itself_no_pair_and_a_rare_guest_counts_with_its_host()
    {
        Assert.Empty(CoShares.Find(Shares(("a", "kim", 1), ("a", "rue", 2), ("x", "kim", 900), ("y", "rue", 900)), 10, 2));
        Assert.Empty(CoShares.Find(Shares(("a", "kim", 1), ("a", "kim", 2), ("b", "kim", 3), ("b", "kim", 4)), 10, 2));
        Assert.Empty(CoShares.Find([new("p0", "kim", "p0", 1), new("p0", "rue", "p1", 2)], 10, 1));
        var guests = CoShares.Find(Shares(("a", "kim", 1), ("a", "rue", 2), ("b", "kim", 50), ("b", "lou", 51), ("x", "rue", 900), ("x", "lou", 999)), 10, 2);
        Assert.Equal(2, guests.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => CoShares.Find([], -1, 2));
    }

    [Fact]
    public void The_network_keeps_what_met_more_often_than_the_median()
    {
        var pairs = CoShares.Find(Shares(("a", "kim", 1), ("a", "rue", 2), ("b", "rue", 50), ("b", "kim", 51), ("c", "kim", 90), ("c", "lou", 91), ("d", "lou", 95), ("d", "rue", 96)), 10, 1);
        Assert.Equal((("kim", "rue"), 2), Assert.Single(CoShares.Network(pairs).Select(edge => (edge.Key, edge.Value))));
        Assert.Empty(CoShares.Network([]));
    }

    private static SharedPost Post(string account, double minutes, string text, params string[] tags) => new(account, World.Start.AddMinutes(minutes), text, tags);

    [Fact]
    public void Those_who_post_the_same_within_the_hour_rank_above_those_who_say_it_on_other_days_and_in_other_words()
    {
        const string Text = "Carry the lantern to the old harbour gate at noon";
        SharedPost[] posts =
        [
            .. Enumerable.Range(0, 5).SelectMany(i => new[] { Post($"one{i}", i * 4, $"{Text} https://x.example/{i} @someone{i}", "Lantern"), Post($"one{i}", 600 + i, $"Second line of {Text}", "gate") }),
            .. Enumerable.Range(0, 5).SelectMany(i => new[] { Post($"late{i}", 5_000 + (i * 1_440), Text, $"own{i}"), Post($"late{i}", i, $"I baked bread number {i * 7919} with {i} olives and {i * 31} figs", $"bread{i}") }),
            .. Enumerable.Range(0, 20).Select(i => Post($"else{i}", i, $"Tram {i * 7919} came late to the stop at street {i * 104729}", $"tram{i}")),
        ];
        var activity = SharedActivity.Of(posts);
        Assert.All(activity, pair => Assert.InRange(pair.Value, 0, 2));
        Assert.True(Enumerable.Range(0, 5).Min(i => activity[$"one{i}"]) > 1);
        Assert.Equal(0, activity.Where(pair => !pair.Key.StartsWith("one", StringComparison.Ordinal)).Max(pair => pair.Value), 9);
    }

    [Fact]
    public void The_rank_area_counts_ties_by_half()
    {
        Assert.Equal(1, Calibration.RankArea([3, 2, 1, 0], [true, true, false, false]));
        // Against the one negative at 1: won, tied, lost.
        Assert.Equal(0.5, Calibration.RankArea([2, 1, 1, 0], [true, false, true, true]), 9);
        Assert.Equal(0.75, Calibration.RankArea([2, 1, 1], [true, false, true]), 9);
        Assert.Equal(0.5, Calibration.RankArea([1, 1], [true, true]));
        Assert.Throws<ArgumentException>(() => Calibration.RankArea([1], []));
    }
}
