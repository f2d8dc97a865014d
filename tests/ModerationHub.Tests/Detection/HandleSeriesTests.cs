using System.Globalization;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

/// <summary>Accounts made together whose handles follow one pattern, and people whose handles only look like it.</summary>
public class HandleSeriesTests
{
    private readonly World world = new();

    private ScoreResult Made(string id, string handle, double hours) =>
        world.Score(new AccountProfile(id, handle) { CreatedAt = World.Start.AddHours(hours), Bio = "Rivers", DisplayName = "Kim", HasAvatar = true }, new(), default, []);

    private static Signal? Of(ScoreResult result) => result.Signals.Where(signal => signal.Detector == "handle_series").MaxBy(signal => signal.Strength * signal.Confidence);

    [Theory]
    [InlineData("ember_07", "ember_#", 7, "")]
    [InlineData("Ember2024Dawn0193", "ember2024dawn#", 193, "aaaaa0000aaaa0000")]
    [InlineData("rose_4711x", "rose_#x", 4711, "aaaa_0000a")]
    [InlineData("جمر_١٢", "جمر_#", 12, "")]
    [InlineData("kim_river", "", -1, "")]
    [InlineData("x12", "", 12, "")]
    [InlineData("7", "", 7, "")]
    [InlineData("", "", -1, "")]
    [InlineData("lamp1234567890123456", "lamp#", -1, "aaaa0000000000000000")]
    public void A_handle_is_read_into_its_pattern(string handle, string word, long number, string form) =>
        Assert.Equal(new HandlePattern(word, number, form), HandlePattern.Of(handle));

    [Fact]
    public void Running_numbers_are_told_with_few_accounts_and_never_cross()
    {
        ScoreResult? last = null;
        foreach (var i in new[] { 1, 2, 4, 5, 3 }) last = Made($"s{i}", $"ember_{i:00}", i);
        Assert.Equal(EvidenceKind.Circumstance, Of(last!)!.Kind);
        Assert.StartsWith("5 accounts", Of(last!)!.Evidence, StringComparison.Ordinal);
        Assert.Contains("running numbers", Of(last!)!.Evidence, StringComparison.Ordinal);
        Assert.All(last!.Risks, risk => Assert.False(risk.Crosses));
    }

    [Fact]
    public void A_series_is_one_though_two_processes_see_half_of_it_each()
    {
        var (one, other) = (new HandleWindow(), new HandleWindow());
        for (var i = 1; i <= 5; i += 2) one.Observe($"s{i}", $"ember_{i:00}", World.Start.AddHours(i));
        var told = one.Together.Take();
        Assert.Equal(["s1", "s3", "s5"], told);
        other.Observe("s2", "ember_02", World.Start.AddHours(2));
        other.Observe("s4", "ember_04", World.Start.AddHours(4));
        Assert.Empty(other.Together.Take());
        foreach (var id in told) other.Learn(id, $"ember_0{id[1]}", World.Start.AddHours(id[1] - '0'));
        Assert.Equal(["s2", "s4"], other.Together.Take().Order(StringComparer.Ordinal));
        Assert.Equal((5, 5), other.Observe("s4", "ember_04", World.Start.AddHours(4)).Word is var word ? (word.Accounts, word.InOrder) : default);
        Assert.Empty(other.Together.Take());
    }

    [Fact]
    public void Three_in_order_or_numbers_far_apart_are_nothing_yet()
    {
        Made("a", "ember_1", 0);
        Made("b", "ember_2", 1);
        Assert.Null(Of(Made("c", "ember_3", 2)));
        Assert.Null(Of(Made("d", "ember_90", 2)));
    }

    [Fact]
    public void One_word_with_different_numbers_is_told_when_many_came_at_once()
    {
        ScoreResult? last = null;
        for (var i = 0; i < 12; i++) last = Made($"s{i}", $"cinder{((i * 7919) % 9000) + 1000}", i * 0.5);
        // Nobody knows yet what other days bring.
        Assert.Null(Of(last!));
        for (var i = 0; i < 120; i++) Made($"o{i}", $"{Word(i, 6)}{i}", -48 - i);
        last = Made("s0", "cinder1000", 0);
        Assert.StartsWith("12 accounts", Of(last!)!.Evidence, StringComparison.Ordinal);
        Assert.Contains("“\u2068cinder#\u2069” with different numbers", Of(last!)!.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_every_day_brings_is_the_platforms_and_a_sudden_one_is_told()
    {
        ScoreResult? daily = null, sudden = null;
        for (var i = 0; i < 400; i++) daily = Made($"d{i}", Word(i, 5) + (10_000 + (i * 7919 % 90_000)).ToString(CultureInfo.InvariantCulture), i);
        Assert.Null(Of(daily!));
        for (var i = 0; i < 30; i++) sudden = Made($"s{i}", Word(i, 6) + (10_000_000 + (i * 7919)).ToString(CultureInfo.InvariantCulture), i * 0.1);
        Assert.Contains("aaaaaa00000000", Of(sudden!)!.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_common_word_that_other_days_bring_as_often_is_nothing()
    {
        for (var i = 0; i < 200; i++) Made($"k{i}", $"karim{1950 + (i % 60)}", i * 2);
        Assert.Null(Of(Made("k", "karim1984", 200)));
    }

    [Fact]
    public void Ordinary_handles_of_one_day_make_no_series()
    {
        for (var i = 0; i < 300; i++)
            Assert.Null(Of(Made($"o{i}", (i % 3) switch { 0 => $"{Word(i, 7)}_{Word(i * 5, 4)}", 1 => $"{Word(i, 6)}{i % 90}", _ => $"{Word(i * 3, 5)}{1960 + (i * 7 % 45)}" }, i * 0.08)));
    }

    [Fact]
    public void Seeing_an_account_again_counts_it_once_and_the_window_is_bounded()
    {
        var window = new HandleWindow(capacity: 200);
        for (var i = 0; i < 10; i++) Assert.Equal(1, window.Observe("a", "ember_1", World.Start).Word.Accounts);
        Assert.Equal(2, window.Observe("b", "ember_2", World.Start).Word.Accounts);
        for (var i = 0; i < 1_000; i++) window.Observe($"o{i}", $"{Word(i, 9)}{i}", World.Start);
        Assert.Equal(1, window.Observe("c", "ember_3", World.Start).Word.Accounts);
    }

    private static string Word(int seed, int letters)
    {
        var random = new Random(seed);
        return string.Create(letters, random, static (word, random) =>
        {
            for (var i = 0; i < word.Length; i++) word[i] = (char)('a' + random.Next(26));
        });
    }
}
