using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

/// <summary>An app that serves mostly accounts that offend, and apps that are merely rare, shared or misused.</summary>
public class ClientConcentrationTests
{
    private const string Rare = "Cinder Deck";
    private readonly World world = new();
    private int people = 1_000;

    private static Signal? Of(ScoreResult result) => result.Signals.SingleOrDefault(signal => signal.Detector == "client_concentration");

    private ScoreResult Score(string id, params PostInput[] posts) => world.Score(World.Ordinary(id), new(), default, posts);

    private PostInput[] Daily(int count, string client) => [.. Enumerable.Range(0, count).Select(i => world.Post(Words(people++, i), client))];

    /// <summary>In words of the account's own: the same texts from many would make the app one that posts through its users.</summary>
    private PostInput[] Supporting(int person, string client) => [.. Enumerable.Range(0, 6).Select(i => world.Post($"{Words(person, i)} the ashen banner {Words(i, person + 100)} cinder oath", client))];

    private static string Words(int one, int other)
    {
        var random = new Random((one * 1_000) + other);
        return string.Join(' ', Enumerable.Range(0, 5).Select(_ => string.Concat(Enumerable.Range(0, 6).Select(_ => (char)('a' + random.Next(26))))));
    }

    private void OrdinaryPeople(int count)
    {
        for (var i = 0; i < count; i++) Score($"o{i}", Daily(4, i % 2 == 0 ? "web" : "phone"));
    }

    private void Supporters(int count, string client = Rare)
    {
        for (var i = 0; i < count; i++) Score($"s{i}", Supporting(i, client));
    }

    [Fact]
    public void Accounts_that_know_no_other_app_than_one_of_offenders_are_told_and_it_only_supports()
    {
        OrdinaryPeople(800);
        Supporters(12);
        var quiet = Score("q", Daily(5, Rare));
        var signal = Of(quiet)!;
        Assert.Equal(EvidenceKind.Circumstance, signal.Kind);
        Assert.Contains($"All 5 posts came through the app “\u2068{Rare}\u2069”, which about 13 of", signal.Evidence, StringComparison.Ordinal);
        Assert.All(quiet.Risks, risk => Assert.False(risk.Crosses));
        Assert.NotNull(Of(Score("s", Supporting(99, Rare))));
    }

    [Fact]
    public void Whoever_also_uses_another_app_or_has_hardly_posted_is_left_alone()
    {
        OrdinaryPeople(800);
        Supporters(12);
        Assert.Null(Of(Score("both", [.. Daily(5, Rare), .. Daily(1, "web")])));
        Assert.Null(Of(Score("few", Daily(3, Rare))));
        Assert.Null(Of(Score("web", Daily(5, "web"))));
    }

    [Fact]
    public void A_rare_app_of_harmless_people_says_nothing()
    {
        OrdinaryPeople(800);
        for (var i = 0; i < 14; i++) Score($"h{i}", Daily(5, "Garden Client"));
        Assert.Null(Of(Score("h", Daily(5, "Garden Client"))));
    }

    [Fact]
    public void A_common_app_says_nothing_however_many_offenders_use_it()
    {
        OrdinaryPeople(800);
        Supporters(40, "web");
        Assert.Null(Of(Score("s", Supporting(99, "web"))));
    }

    [Fact]
    public void Before_enough_accounts_were_seen_no_app_is_called_rare()
    {
        OrdinaryPeople(100);
        Supporters(12);
        Assert.Null(Of(Score("s", Supporting(99, Rare))));
    }

    [Fact]
    public void An_app_that_posts_through_its_users_is_never_held_against_them()
    {
        OrdinaryPeople(800);
        var payloads = world.Supporting(6, "Sky Minute");
        for (var i = 0; i < 14; i++) Score($"v{i}", payloads);
        Assert.True(world.Context.Window.IsPostingApp("Sky Minute", out _));
        Assert.Null(Of(Score("v", payloads)));
    }

    [Fact]
    public void Estimates_stay_near_the_truth_and_seeing_an_account_again_changes_nothing()
    {
        var window = new ClientWindow();
        ClientCrowd crowd = default;
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 2_000; i++) crowd = window.Observe($"account-{i}", i < 300 ? "rare" : "common", i < 100);
        Assert.InRange(crowd.Accounts, 1_500, 1_900);
        Assert.InRange(crowd.AllAccounts, 1_850, 2_150);
        Assert.InRange(crowd.AllOffending, 95, 105);
        Assert.InRange(window.Observe("account-1", "rare", true).Accounts, 280, 320);
    }

    [Fact]
    public void Old_use_is_forgotten_and_memory_stays_what_it_is()
    {
        var window = new ClientWindow();
        window.Observe("old", "rare", true);
        for (var i = 0; i < 9_000; i++) window.Observe("a", $"app {i}", false);
        Assert.InRange(window.Observe("new", "rare", false).Accounts, 0.9, 1.1);
    }
}
