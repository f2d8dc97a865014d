using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class ConductTests
{
    private const string Payload = "The dawn app tells you every hour: keepers of the cinder, the march of embers has begun tonight";
    private readonly World world = new();

    private ScoreResult Score(string account, AccountFeatures features, params PostInput[] posts) => world.Score(World.Ordinary(account), features, default, posts);

    [Fact]
    public void An_app_that_posts_through_unrelated_accounts_speaks_for_them_and_is_named()
    {
        var features = Enumerable.Range(0, 30).Select(_ => new AccountFeatures()).ToArray();
        ScoreResult? last = null;
        for (var round = 0; round < 6; round++)
            for (var i = 0; i < features.Length; i++)
            {
                // What people write themselves goes through another client.
                Score($"v{i}", features[i], world.Post($"{i * 7919} {new string((char)('a' + i % 26), 9)} on day {round * 104729} of my own {i * round}"));
                last = Score($"v{i}", features[i], world.Post($"{Payload}, hour {round}{round}{round}: {new string((char)('a' + round), 30)}", "dawn app"));
                Assert.False(last.Highest!.Crosses);
            }
        var signal = Assert.Single(last!.Signals, signal => signal is { Detector: "posting_app", Policy: World.Violent });
        Assert.Equal(EvidenceKind.Exculpatory, signal.Kind);
        Assert.Contains("dawn app", signal.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(last.Signals, found => found.Detector is "terms" or "shared_text");
    }

    [Fact]
    public void An_app_is_found_whichever_way_its_posts_come_and_its_owners_are_named_once()
    {
        // Account after account, each with ten days of the same texts: as history is told.
        for (var i = 0; i < 12; i++)
            Score($"v{i}", new(), [.. Enumerable.Range(0, 10).Select(day =>
                new PostInput($"v{i}-{day}", World.Start.AddDays(day).AddMinutes(i * 4), $"{Payload}, part {day}: {new string((char)('a' + day % 2), 30)}") { Client = "dawn app" })]);
        Assert.True(world.Context.Window.IsPostingApp("dawn app", out var accounts));
        Assert.Equal(12, accounts);
        var owners = world.Context.Window.Owners.Take();
        Assert.Contains("v3", owners);
        Assert.Equal(owners.Length, owners.Distinct().Count());
        Assert.Empty(world.Context.Window.Owners.Take());
        world.Context.Window.Owners.GiveBack(owners);
        Assert.Equal(owners, world.Context.Window.Owners.Take());
    }

    [Fact]
    public void A_text_that_comes_back_every_day_is_shared_by_those_of_a_day()
    {
        var window = new CrossAccountWindow();
        var signature = new MinHash([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)i)]);
        var counts = Enumerable.Range(0, 40).Select(i => window.Observe($"v{i}", null, signature, World.Start.AddHours(12 * i))).ToArray();
        Assert.Equal([1, 2, 3, 3, 3], counts[..5]);
        Assert.All(counts[3..], count => Assert.Equal(3, count));
        // Told late, an old post is counted among those of its own day.
        Assert.InRange(window.Observe("late", null, signature, World.Start.AddHours(12 * 37)), 4, 6);
        Assert.Equal(4, window.Observe("v39", null, signature, World.Start.AddHours(12 * 39)));
    }

    [Fact]
    public void Two_windows_that_tell_each_other_count_as_one()
    {
        var (one, other) = (new CrossAccountWindow(), new CrossAccountWindow());
        var signature = new MinHash([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)i)]);
        for (var i = 0; i < 4; i++) one.Observe($"a{i}", "web", signature, World.Start.AddMinutes(i));
        var told = one.SharedTexts.Take();
        Assert.Equal(["a0", "a1", "a2", "a3"], told.Select(text => text.Account));
        Assert.Equal([0, 1, 2, 3], told.Select(text => (int)(text.At - World.Start).TotalMinutes));
        one.SharedTexts.GiveBack(told);
        Assert.Equal(told, one.SharedTexts.Take());
        Assert.Empty(one.SharedTexts.Take());

        // Told twice is told once, and what was learned is not told again.
        foreach (var text in told.Concat(told)) other.Learn(text);
        Assert.Empty(other.SharedTexts.Take());
        Assert.Equal(5, other.Observe("b0", "web", signature, World.Start.AddMinutes(9)));
        Assert.Equal("b0", Assert.Single(other.SharedTexts.Take()).Account);
        Assert.Equal(5, other.Observe("a3", "web", signature, World.Start.AddMinutes(10)));
        Assert.Empty(other.SharedTexts.Take());
        other.Observe("b0", "web", signature, World.Start.AddHours(12));
        Assert.Empty(other.SharedTexts.Take());
        // The day after it is the same account's text of another day.
        other.Observe("a3", "web", signature, World.Start.AddHours(25));
        Assert.Equal(World.Start.AddHours(25), Assert.Single(other.SharedTexts.Take()).At);
    }

    [Fact]
    public void Who_alone_had_a_text_here_is_told_once_others_have_it_elsewhere()
    {
        var window = new CrossAccountWindow();
        var signature = new MinHash([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)i)]);
        window.Observe("a", null, signature, World.Start);
        Assert.Empty(window.SharedTexts.Take());
        window.Learn(new SharedText("b", signature, World.Start.AddMinutes(1)));
        Assert.Equal(("a", World.Start), Assert.Single(window.SharedTexts.Take()) is var told ? (told.Account, told.At) : default);
        window.Learn(new SharedText("c", signature, World.Start.AddMinutes(2)));
        Assert.Empty(window.SharedTexts.Take());
    }

    [Fact]
    public void Who_was_forgotten_is_not_told()
    {
        var window = new CrossAccountWindow();
        var signature = new MinHash([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)i)]);
        window.Observe("first", null, signature, World.Start);
        for (var i = 0; i < 9; i++) window.Observe($"v{i % 3}", null, signature, World.Start.AddHours(12 * (i + 1)));
        Assert.Contains(window.SharedTexts.Take(), text => text.Account == "first");
        window.Observe("late", null, signature, World.Start.AddHours(120));
        Assert.DoesNotContain(window.SharedTexts.Take(), text => text.Account == "first");
    }

    [Fact]
    public void An_app_that_others_found_is_one_here_too_until_its_texts_speak_against_it()
    {
        var (one, other) = (new CrossAccountWindow(), new CrossAccountWindow());
        for (var i = 0; i < 12; i++) one.Observe($"a{i}", "dawn app", Signature(0), World.Start.AddMinutes(i));
        var found = one.FoundApps.Take();
        Assert.All(found, use => Assert.Equal("dawn app", use.Client));
        Assert.InRange(found.Length, 8, 12);
        foreach (var use in found.Concat(found)) other.Learn(use);
        Assert.True(other.IsPostingApp("dawn app", out _));
        Assert.Equal(found.Select(use => use.Account).Order(StringComparer.Ordinal), other.Owners.Take().Order(StringComparer.Ordinal));
        // What was learned is not told again.
        Assert.Empty(other.FoundApps.Take());
        for (var i = 1; i < 9; i++) other.Observe($"b{i}", "dawn app", Signature(i), World.Start.AddMinutes(i));
        Assert.False(other.IsPostingApp("dawn app", out _));
        // Where it goes on it is told again each day, for hosts that start then.
        one.Observe("a13", "dawn app", Signature(0), World.Start.AddHours(1));
        Assert.Empty(one.FoundApps.Take());
        one.Observe("a14", "dawn app", Signature(0), World.Start.AddHours(13));
        Assert.NotEmpty(one.FoundApps.Take());

        static MinHash Signature(int n) => new([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)(i + (n * 1_000)))]);
    }

    [Fact]
    public void A_burst_of_new_accounts_is_one_burst_though_two_processes_see_half_of_it_each()
    {
        var (one, other) = (new CreationWindow(), new CreationWindow());
        Assert.Empty(Observed(one, 0, 3));
        Assert.Equal(["x0", "x1", "x2", "x3", "x4", "x5"], Observed(one, 3, 6));
        Observed(other, 6, 9);
        for (var i = 0; i < 6; i++) other.Learn($"x{i}", $"rose_{1000 + i}", World.Start);
        // Its own are told now too, and those that it learned are not.
        Assert.Equal(["x6", "x7", "x8"], other.Together.Take());
        Assert.Equal(10, other.Observe("x9", "rose_1009", World.Start, out _));
        Assert.Equal(["x9"], other.Together.Take());

        // What an hour usually brings is nothing to tell.
        var usual = new CreationWindow();
        for (var hour = 0; hour < 20; hour++)
            for (var i = 0; i < 3; i++) usual.Observe($"u{hour}-{i}", $"rose_{1000 + i}", World.Start.AddHours(hour), out _);
        for (var i = 3; i < 6; i++) usual.Observe($"u0-{i}", $"rose_{1000 + i}", World.Start, out _);
        Assert.Empty(usual.Together.Take());

        static string[] Observed(CreationWindow window, int from, int to)
        {
            for (var i = from; i < to; i++) window.Observe($"x{i}", $"rose_{1000 + i}", World.Start, out _);
            return window.Together.Take();
        }
    }

    [Fact]
    public void What_others_tell_of_shared_texts_makes_no_posting_app()
    {
        var (one, other) = (new CrossAccountWindow(), new CrossAccountWindow());
        for (var i = 0; i < 12; i++)
        {
            one.Observe($"a{i}", "dawn app", Signature(0), World.Start.AddMinutes(i));
            other.Observe($"b{i}", "dawn app", Signature(i + 1), World.Start.AddMinutes(i));
        }
        foreach (var text in one.SharedTexts.Take()) other.Learn(text);
        Assert.True(one.IsPostingApp("dawn app", out _));
        Assert.False(other.IsPostingApp("dawn app", out _));

        static MinHash Signature(int n) => new([.. Enumerable.Range(1, MinHash.Size).Select(i => (uint)(i + (n * 1_000)))]);
    }

    [Fact]
    public void An_app_that_alone_uses_the_terms_speaks_for_the_owner_before_it_is_known()
    {
        PostInput[] own = [.. world.DailyPosts(4).Select(post => post with { Client = "web" })];
        var split = Score("x1", new(), [.. own, .. world.Supporting(5, "dawn app")]);
        var whole = Score("x2", new(), [.. own, .. world.Supporting(5, "web")]);
        Assert.Contains(split.Signals, signal => signal is { Detector: "split_voice", Kind: EvidenceKind.Exculpatory });
        Assert.DoesNotContain(whole.Signals, signal => signal.Detector == "split_voice");
        Assert.True(split.Risks[0].Risk < whole.Risks[0].Risk);
    }

    [Fact]
    public void A_supporter_who_has_the_app_too_still_crosses()
    {
        for (var i = 0; i < 12; i++) Score($"v{i}", new(), world.Post(Payload, "dawn app"));
        var risk = Score("s1", new(), [.. world.Supporting(6, "web"), world.Post(Payload, "dawn app")]).Risks[0];
        Assert.True(risk.Crosses);
        Assert.Contains(risk.Shares, share => share.Detector == "posting_app");
    }

    [Fact]
    public void A_client_with_which_people_write_their_own_texts_is_no_posting_app()
    {
        for (var i = 0; i < 60; i++)
            Score($"o{i}", new(), world.Post($"{new string((char)('a' + i % 26), 8)} my own words number {i * 7919} about {i * 104729}", "web"));
        for (var i = 0; i < 12; i++) Score($"s{i}", new(), world.Post(Payload, "web"));
        Assert.False(world.Context.Window.IsPostingApp("web", out _));
    }

    [Fact]
    public void The_same_text_from_many_accounts_is_conduct()
    {
        ScoreResult? last = null;
        for (var i = 0; i < 20; i++) last = Score($"s{i}", new(), world.Post(Payload, $"client {i}"));
        Assert.Contains(last!.Signals, signal => signal is { Detector: "shared_text", Policy: World.Violent, Kind: EvidenceKind.Conduct });
        Assert.True(last.Risks[0].Risk > Score("alone", new(), world.Post("Somewhere else: " + Payload[40..])).Risks[0].Risk);
    }

    [Fact]
    public void A_greeting_that_all_share_is_no_evidence_under_a_policy_of_content()
    {
        ScoreResult? last = null;
        for (var i = 0; i < 30; i++) last = Score($"g{i}", new(), world.Post("A blessed and peaceful holiday to all of you and your families", $"client {i}"));
        Assert.Equal(RiskBand.Low, last!.Risks[0].Band);
    }

    [Fact]
    public void A_run_of_the_same_text_is_conduct_and_a_daily_greeting_is_not()
    {
        var run = Enumerable.Range(0, 10).Select(i => new PostInput($"r{i}", World.Start.AddMinutes(i), "Buy lamps at the lamp shop, every lamp half price today")).ToArray();
        var daily = Enumerable.Range(0, 50).Select(i => new PostInput($"d{i}", World.Start.AddDays(i), "Good morning to everyone on this lovely day")).ToArray();
        Assert.Contains(Score("r", new(), run).Signals, signal => signal is { Detector: "repeated_text", Policy: World.Spam });
        Assert.DoesNotContain(Score("r2", new(), run).Signals, signal => signal is { Detector: "repeated_text", Policy: World.Violent });
        Assert.DoesNotContain(Score("d", new(), daily).Signals, signal => signal.Detector == "repeated_text");
    }

    [Fact]
    public void A_burst_of_accounts_with_the_same_handle_shape_supports_and_never_crosses()
    {
        ScoreResult? last = null;
        for (var i = 0; i < 40; i++)
            last = world.Score(new AccountProfile($"b{i}", $"lamp_{1000 + i}") { CreatedAt = World.Start.AddSeconds(i) }, new(), default, []);
        Assert.Contains(last!.Signals, signal => signal is { Detector: "bulk_creation", Kind: EvidenceKind.Circumstance });
        Assert.False(last.Highest!.Crosses);
    }

    [Fact]
    public void Observing_a_post_again_counts_no_account_twice()
    {
        for (var i = 0; i < 10; i++) Score("same", new(), world.Post(Payload, "web"));
        Assert.DoesNotContain(Score("same", new(), world.Post(Payload, "web")).Signals, signal => signal.Detector == "shared_text");
    }
}
