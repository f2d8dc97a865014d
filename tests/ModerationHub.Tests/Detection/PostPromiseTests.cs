using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>What one more post may do to the risks, whatever the account posted before: over two policies, several apps, terms, links, and an app that posts by itself.</summary>
public class PostPromiseTests
{
    private const string Embers = "violent_groups";
    private const string Coins = "fraud";
    private const string App = "dawn app";

    private static readonly string[] Slogans = ["ashen banner", "march of embers", "cinder oath", "keepers of the cinder"];
    private static readonly string[] Lures = ["double your coins", "harbour lottery", "golden ledger", "send me one coin"];
    private static readonly string[] Openings = ["We swore it at the gate:", "Brothers and sisters remember the", "Nobody stops us now,", "From hill to harbour goes", "I gave my word to the", "Write it on each wall:"];
    private static readonly string[] Endings = ["and we go further each night", "until the last lamp is out", "my house is open to all", "tomorrow all of us carry it", "let them hear it again"];

    private static readonly TermMatcher Terms = TermMatcher.Compile(
    [
        .. Slogans.Select((text, i) => new Term($"e{i}", "slogans", Embers, text, 0.3 + (0.2 * i))),
        .. Lures.Select((text, i) => new Term($"c{i}", "lures", Coins, text, 0.3 + (0.2 * i))),
    ]);

    private static readonly LinkBank Links = LinkBank.Compile([new("l1", "outlets", Embers, "ember-press.example", 0.6), new("l2", "shops", Coins, "coin-shop.example", 0.6)]);

    private enum Sort { Daily, Slogan, Lure, Both, PressLink, ShopLink, Quotes, QuotesBoth, AppLure, AppBoth }

    private static readonly Sort[] Meant = [Sort.Slogan, Sort.Lure, Sort.Both, Sort.PressLink, Sort.ShopLink];
    private static readonly Sort[] Quoting = [Sort.Quotes, Sort.QuotesBoth];
    private static readonly Sort[] OfApp = [Sort.AppLure, Sort.AppBoth];

    /// <summary>What is posted, by which of the owner's apps, in which words.</summary>
    private sealed record Piece(Sort Sort, int Client, int Words);

    private static Gen<Piece> Of(params Sort[] sorts) => Gen.Select(Gen.OneOf(sorts), Gen.Int[0, 2], Gen.Int[0, 29]).Select((sort, client, words) => new Piece(sort, client, words));

    // The owner's own apps carry everyday posts too: an app through which nothing else comes may speak for itself.
    private static readonly Gen<Piece[]> History = Of(Enum.GetValues<Sort>()).Array[0, 11].Select(pieces =>
        (Piece[])[.. Enumerable.Range(0, 9).Select(i => new Piece(Sort.Daily, i % 3, i)), .. pieces]);

    private static readonly Gen<(Piece[] Before, Piece More)> MeantAfter = Gen.Select(History, Of(Meant));
    private static readonly Gen<(Piece[] Before, Piece More)> QuotedAfter = Gen.Select(History, Of(Quoting));

    [Fact]
    public void A_post_that_means_it_weighs_no_less_than_an_everyday_one_in_its_place() => MeantAfter.Sample(x =>
    {
        var (meant, daily) = (Risks([.. x.Before, x.More]), Risks([.. x.Before, x.More with { Sort = Sort.Daily }]));
        Assert.All(meant, risk => Assert.True(risk.Value >= daily[risk.Key] - 1e-9, $"{risk.Key}: {daily[risk.Key]} fell to {risk.Value}"));
    });

    [Fact]
    public void More_of_what_an_account_already_says_never_lowers_the_risk() => MeantAfter.Sample(x =>
    {
        // Links beside terms are another share of the same posts.
        var like = x.More.Sort is Sort.PressLink or Sort.ShopLink ? new[] { Sort.PressLink, Sort.ShopLink } : [Sort.Slogan, Sort.Lure, Sort.Both];
        Piece[] before = [.. x.Before.Where(piece => !Meant.Contains(piece.Sort) || like.Contains(piece.Sort))];
        var (less, more) = (Risks(before), Risks([.. before, x.More]));
        foreach (var policy in Broken(x.More.Sort)) Assert.True(more[policy] >= less[policy] - 1e-9, $"{policy}: {less[policy]} fell to {more[policy]}");
    });

    [Fact]
    public void A_post_that_reports_or_rejects_never_raises_a_risk() => QuotedAfter.Sample(x =>
    {
        var (before, after) = (Risks(x.Before), Risks([.. x.Before, x.More]));
        Assert.All(after, risk => Assert.True(risk.Value <= before[risk.Key] + 1e-9, $"{risk.Key}: {before[risk.Key]} rose to {risk.Value}"));
    });

    [Fact]
    public void What_an_app_posts_by_itself_never_raises_a_risk_and_leaves_the_owners_own_terms_alone() => Gen.Select(History, Of(OfApp).Array[1, 6]).Sample((before, app) =>
    {
        var (without, with) = (Score(before), Score([.. before, .. app]));
        foreach (var policy in new[] { Embers, Coins })
        {
            Assert.True(LogOdds(with, policy) <= LogOdds(without, policy) + 1e-9);
            Assert.Equal(Strength(without, policy), Strength(with, policy), 1e-9);
        }
    });

    [Fact]
    public void What_an_app_posts_under_another_policy_changes_nothing()
    {
        Piece[] own = [.. Enumerable.Range(0, 5).Select(i => new Piece(Sort.Slogan, 0, i))];
        var alone = Score(own);
        var beside = Score([.. own, .. Enumerable.Range(0, 6).Select(i => new Piece(Sort.AppLure, 0, i))]);
        Assert.True(LogOdds(alone, Embers) > -1);
        Assert.Equal(LogOdds(alone, Embers), LogOdds(beside, Embers));
        Assert.Equal(0, Strength(beside, Coins));
    }

    [Fact]
    public void What_an_app_says_takes_nothing_from_how_the_owner_quotes()
    {
        Piece[] own = [.. Enumerable.Range(0, 8).Select(i => new Piece(Sort.ShopLink, 0, i)), new(Sort.QuotesBoth, 0, 0)];
        Assert.True(LogOdds(Score([.. own, .. Enumerable.Range(0, 6).Select(i => new Piece(Sort.AppBoth, 0, i))]), Coins) <= LogOdds(Score(own), Coins));
    }

    [Fact]
    public void A_post_that_breaks_two_policies_is_taken_from_each_once()
    {
        Piece[] own = [.. Enumerable.Range(0, 5).Select(i => new Piece(Sort.Slogan, 0, i))];
        Piece[] app = [.. Enumerable.Range(0, 4).Select(i => new Piece(Sort.AppBoth, 0, i))];
        var beside = Score([.. own, .. app]);
        Assert.Equal(Strength(Score(own), Embers), Strength(beside, Embers));
        Assert.Equal([0.0, 4], beside.Features.Policies[Coins].OwnByApp);
        Assert.Equal([5.0, 4], beside.Features.Policies[Embers].OwnByApp);
    }

    [Fact]
    public void Features_that_knew_the_apps_parts_of_all_policies_together_are_read_as_they_were_counted()
    {
        var read = AccountFeatures.FromJson("""{"n":11,"c":[{"c":"web","n":5,"o":5},{"c":"dawn app","n":6,"o":6}],"p":{"fraud":{"n":6,"o":6},"violent_groups":{"n":5,"o":5}}}""");
        Assert.Equal([5.0, 5], read.Policies[Embers].OwnByApp);
        Assert.Equal([5.0, 6], read.Policies[Coins].OwnByApp);
        Assert.Equal(read.ToJson(), AccountFeatures.FromJson(read.ToJson()).ToJson());
        Assert.DoesNotContain("\"n\":6,\"o\":6}]", read.ToJson(), StringComparison.Ordinal);
    }

    private static string[] Broken(Sort sort) => sort switch
    {
        Sort.Slogan or Sort.PressLink => [Embers],
        Sort.Lure or Sort.ShopLink => [Coins],
        _ => [Embers, Coins],
    };

    private static Dictionary<string, double> Risks(Piece[] pieces) => Score(pieces).Risks.ToDictionary(risk => risk.Policy, risk => risk.LogOdds);

    private static double LogOdds(ScoreResult result, string policy) => result.Risks.Single(risk => risk.Policy == policy).LogOdds;

    private static double Strength(ScoreResult result, string policy) => result.Signals.Where(signal => signal.Detector == "terms" && signal.Policy == policy).Sum(signal => signal.Strength);

    private static ScoreResult Score(Piece[] pieces)
    {
        var context = new ScoringContext([new(Embers, new()), new(Coins, new())], Terms, new CrossAccountWindow(capacity: 200), links: Links);
        var scorer = new AccountScorer();
        for (var i = 0; i < 12; i++) scorer.Apply(World.Ordinary($"other{i}"), new(), default, [Post(new(Sort.AppBoth, 0, 0), i), Post(new(Sort.AppLure, 0, 0), i)], context, World.Start);
        Assert.True(context.Window.IsPostingApp(App, out _));
        return scorer.Apply(World.Ordinary(), new(), default, [.. pieces.Select(Post)], context, World.Start.AddDays(3));
    }

    // About an hour after the one before, at no fixed minute.
    private static PostInput Post(Piece piece, int place) => new($"p{place}", World.Start.AddHours(place).AddMinutes(place * 23 % 41), Text(piece))
    {
        Client = OfApp.Contains(piece.Sort) ? App : new[] { "web", "phone", null }[piece.Client],
    };

    private static string Text(Piece piece)
    {
        var (opening, ending) = (Openings[piece.Words % Openings.Length], Endings[piece.Words % Endings.Length]);
        var (slogan, lure) = (Slogans[piece.Words % 4], Lures[piece.Words / 2 % 4]);
        return piece.Sort switch
        {
            Sort.Daily => $"Tram number {piece.Words * 7919} came late, said {piece.Words * 104729} people at stop {piece.Words}",
            Sort.Slogan => $"{opening} {slogan} {ending}",
            Sort.Lure => $"{opening} {lure} {ending}",
            Sort.Both => $"{opening} {slogan}, {ending}, {lure}",
            Sort.PressLink => $"{opening} https://ember-press.example/{piece.Words} {ending}",
            Sort.ShopLink => $"{opening} https://coin-shop.example/{piece.Words} {ending}",
            Sort.Quotes => $"According to police and eyewitnesses, our correspondent says, \"{slogan}\" was shouted there; researchers condemn it, number {piece.Words}",
            Sort.QuotesBoth => $"According to police and eyewitnesses, our correspondent says, \"{slogan}\" and \"{lure}\" were heard; researchers condemn it, number {piece.Words}",
            Sort.AppLure => "The dawn app tells you every hour: the harbour lottery is open and the golden ledger waits for you tonight",
            _ => "The dawn app tells you every hour: keepers of the cinder, the golden ledger waits for all of you tonight",
        };
    }
}
