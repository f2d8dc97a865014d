using ModerationHub.Detection.Lineage;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;

namespace ModerationHub.Tests.Demo;

/// <summary>The story, post by post, before the detectors alone: no reports, no database.</summary>
public class StoryDetectionTests
{
    [Theory]
    [InlineData(777UL)]
    [InlineData(31_337UL)]
    [InlineData(5UL)]
    [InlineData(90_210UL)]
    [InlineData(1_234_567UL)]
    public void Most_of_the_group_crosses_the_threshold_and_those_who_only_use_its_words_do_not(ulong seed)
    {
        var story = StoryGenerator.Generate(seed, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var (candidates, throughOneApp) = Candidates(story);
        double Share(params DemoRole[] roles)
        {
            var people = story.Roles.Where(pair => roles.Contains(pair.Value)).ToArray();
            return people.Count(pair => candidates.Contains(pair.Key)) / (double)people.Length;
        }
        Assert.True(Share(DemoRole.Supporter) > 0.8);
        Assert.True(Share(DemoRole.BulkMade) > 0.8);
        Assert.True(Share(DemoRole.Returner) > 0.8);
        Assert.True(Share(DemoRole.Ordinary, DemoRole.Journalist, DemoRole.Mocker, DemoRole.AppVictim) <= 0.01);
        // The app that the group made for itself shows, and with none but its own people.
        Assert.NotEmpty(throughOneApp);
        Assert.All(throughOneApp, id => Assert.Equal(DemoRole.Supporter, story.Roles[id]));
    }

    [Theory, InlineData(777UL), InlineData(31_337UL), InlineData(90_210UL)]
    public void Of_the_twelve_who_came_back_it_is_told_whom_they_continue_and_of_harmless_people_of_nobody(ulong seed)
    {
        var story = StoryGenerator.Generate(seed, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var accounts = story.Events.OfType<AccountSeen>().DistinctBy(seen => seen.Account.Id).Select(seen => seen.Account).ToDictionary(account => account.Id, Names);
        var suspended = story.Roles.Where(pair => pair.Value == DemoRole.Predecessor).Select(pair => accounts[pair.Key]).ToArray();
        var index = new LineageIndex(suspended, new LineageIndex([.. accounts.Values]));
        string? Told(string id) => index.Rank(accounts[id])[0] is { LogOdds: >= LineageIndex.Telling } link ? link.Id : null;
        Assert.Equal(12, story.Continues.Count(pair => Told(pair.Key) == pair.Value));
        var others = story.Roles.Where(pair => pair.Value is DemoRole.Ordinary or DemoRole.Journalist or DemoRole.Mocker or DemoRole.AppVictim).Select(pair => pair.Key).ToArray();
        Assert.True(others.Count(id => Told(id) is not null) <= 0.01 * others.Length);
    }

    static LineageAccount Names(DemoAccount account) => new(account.Id, account.Handle, account.DisplayName) { FirstPost = account.CreatedAt, Texts = account.Bio is { } bio ? [bio] : [] };

    static (HashSet<string> Candidates, HashSet<string> ThroughOneApp) Candidates(DemoStory story)
    {
        var terms = TermMatcher.Compile(DemoPolicies.Terms.Select((term, number) => new Term($"demo-{number}", "demo", term.Policy, term.BankText, term.Strength)));
        var context = new ScoringContext([new(DemoPolicies.ViolentExtremism, new()), new(DemoPolicies.Spam, new(), ConductAlone: true)], terms);
        var accounts = story.Events.OfType<AccountSeen>().DistinctBy(seen => seen.Account.Id).ToDictionary(seen => seen.Account.Id, seen => Profile(seen.Account));
        var features = accounts.Keys.ToDictionary(id => id, _ => new AccountFeatures());
        var scorer = new AccountScorer();
        var (candidates, throughOneApp) = (new HashSet<string>(), new HashSet<string>());
        foreach (var post in story.Events.OfType<PostMade>().Select(made => made.Post))
        {
            var input = new PostInput(post.Id, post.CreatedAt, post.Text) { Client = post.Client, InReplyTo = post.InReplyTo, QuoteOf = post.QuoteOf };
            var result = scorer.Apply(accounts[post.AccountId], features[post.AccountId], new ReportTally(), [input], context, post.CreatedAt);
            if (result.Highest is { Crosses: true }) candidates.Add(post.AccountId);
            if (result.Signals.Any(signal => signal.Detector == "client_concentration")) throughOneApp.Add(post.AccountId);
        }
        return (candidates, throughOneApp);
    }

    static AccountProfile Profile(DemoAccount account) => new(account.Id, account.Handle)
    {
        DisplayName = account.DisplayName,
        Bio = account.Bio,
        CreatedAt = account.CreatedAt,
        Followers = account.Followers,
        Url = account.Url,
        Standing = account.Verified ? AccountStanding.Verified : AccountStanding.None,
    };
}
