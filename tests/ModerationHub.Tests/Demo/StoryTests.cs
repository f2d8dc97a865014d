using System.Text.Json;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;

namespace ModerationHub.Tests.Demo;

public class StoryTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    static readonly DemoStory Story = StoryGenerator.Generate(7, Now);

    static IEnumerable<DemoPost> PostsOf(DemoStory story, params DemoRole[] roles) =>
        story.Events.OfType<PostMade>().Select(made => made.Post).Where(post => roles.Contains(story.Roles[post.AccountId]));

    static string[] Bodies(DemoStory story) => [.. story.Events.Select(happened => System.Text.Encoding.UTF8.GetString(happened.ToJson()))];

    [Fact]
    public void The_same_seed_tells_the_same_story_to_the_last_byte() =>
        Assert.Equal(Bodies(Story), Bodies(StoryGenerator.Generate(7, Now)));

    [Fact]
    public void Another_seed_tells_it_with_other_people_and_words()
    {
        var other = StoryGenerator.Generate(8, Now);
        Assert.Empty(Story.Roles.Keys.Intersect(other.Roles.Keys));
        var texts = PostsOf(Story, DemoRole.Ordinary).Select(post => post.Text).ToHashSet();
        var again = PostsOf(other, DemoRole.Ordinary).Count(post => texts.Contains(post.Text));
        Assert.True(again < PostsOf(other, DemoRole.Ordinary).Count() / 2, $"{again} texts again");
    }

    [Theory]
    [InlineData(DemoRole.Supporter, 60)]
    [InlineData(DemoRole.BulkMade, 40)]
    [InlineData(DemoRole.AppVictim, 30)]
    [InlineData(DemoRole.Returner, 12)]
    [InlineData(DemoRole.Predecessor, 12)]
    [InlineData(DemoRole.Journalist, 10)]
    [InlineData(DemoRole.Mocker, 10)]
    [InlineData(DemoRole.Ordinary, 400)]
    public void Everybody_is_there_in_four_languages(DemoRole role, int count)
    {
        var accounts = Story.Events.OfType<AccountSeen>().Select(seen => seen.Account).DistinctBy(account => account.Id)
            .Where(account => Story.Roles[account.Id] == role).ToArray();
        Assert.Equal(count, accounts.Length);
        Assert.Equal(["ar", "en", "fr", "tr"], accounts.Select(account => account.Language).Distinct().Order());
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(99UL)]
    [InlineData(4_000_000_007UL)]
    public void Time_runs_forward_and_nobody_acts_before_being_there(ulong seed)
    {
        var story = StoryGenerator.Generate(seed, Now);
        var events = story.Events.ToArray();
        Assert.Equal(events.Select(happened => happened.At).Order(), events.Select(happened => happened.At));
        Assert.All(story.History, happened => Assert.True(happened.At < Now));
        var born = events.OfType<AccountSeen>().ToDictionary(seen => seen.Account.Id, seen => seen.Account.CreatedAt);
        Assert.All(events.OfType<PostMade>(), made => Assert.True(made.Post.CreatedAt >= born[made.Post.AccountId]));
        Assert.Equal(events.OfType<PostMade>().Count(), events.OfType<PostMade>().Select(made => made.Post.Id).Distinct().Count());
    }

    [Fact]
    public void Answers_and_quotes_follow_what_they_refer_to()
    {
        var posts = Story.Events.OfType<PostMade>().Select(made => made.Post).ToDictionary(post => post.Id);
        var referring = posts.Values.Where(post => (post.InReplyTo ?? post.QuoteOf) is not null).ToArray();
        Assert.NotEmpty(referring);
        Assert.All(referring, post => Assert.True(posts[(post.InReplyTo ?? post.QuoteOf)!].CreatedAt < post.CreatedAt));
    }

    [Fact]
    public void Journalists_and_mockers_use_the_groups_words_and_ordinary_people_hardly_ever_do()
    {
        foreach (var role in new[] { DemoRole.Journalist, DemoRole.Mocker, DemoRole.Supporter })
        {
            var authors = PostsOf(Story, role).GroupBy(post => post.AccountId).ToArray();
            Assert.All(authors, author => Assert.Contains(author, post => Bank.Matches(post.Text)));
        }
        var ordinary = PostsOf(Story, DemoRole.Ordinary).ToArray();
        Assert.True(ordinary.Count(post => Bank.Matches(post.Text)) < ordinary.Length / 50);
    }

    [Fact]
    public void Every_term_of_the_bank_but_spam_in_one_language_is_used_by_somebody()
    {
        var texts = Story.Events.OfType<PostMade>().Select(made => Bank.Plain(made.Post.Text)).ToArray();
        Assert.All(DemoPolicies.Terms, term => Assert.Contains(texts, text => text.Contains(Bank.Plain(term.Value), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_hijacking_app_posts_only_the_payload_and_only_through_its_victims()
    {
        var payload = Story.Events.OfType<PostMade>().Select(made => made.Post).Where(post => post.Client == "SkyMinute Weather").ToArray();
        Assert.All(payload, post => Assert.Equal(DemoRole.AppVictim, Story.Roles[post.AccountId]));
        Assert.Equal(30, payload.Select(post => post.AccountId).Distinct().Count());
        Assert.All(payload, post => Assert.True(Bank.Matches(post.Text)));
        var own = PostsOf(Story, DemoRole.AppVictim).Where(post => post.Client != "SkyMinute Weather").ToArray();
        Assert.True(own.Count(post => Bank.Matches(post.Text)) < own.Length / 25);
    }

    [Fact]
    public void A_returner_keeps_device_and_bio_of_the_suspended_account_and_loses_most_of_its_audience()
    {
        var accounts = Story.Events.OfType<AccountSeen>().Select(seen => seen.Account).ToDictionary(account => account.Id);
        Assert.Equal(12, Story.Continues.Count);
        foreach (var (returner, predecessor) in Story.Continues.Select(pair => (accounts[pair.Key], accounts[pair.Value])))
        {
            Assert.Equal("suspended", predecessor.State);
            Assert.Equal(predecessor.DeviceHashes, returner.DeviceHashes);
            Assert.Equal(predecessor.Bio, returner.Bio);
            Assert.True(returner.Followers < predecessor.Followers / 2);
        }
    }

    [Fact]
    public void Half_of_the_volunteers_list_is_wrong()
    {
        Assert.Equal(80, Story.Listed.Count);
        Assert.Equal(40, Story.Listed.Count(id => Story.Roles[id] == DemoRole.Ordinary));
        var reported = Story.Events.OfType<ReportMade>().Where(made => made.Report.ReporterId.StartsWith("volunteer", StringComparison.Ordinal))
            .GroupBy(made => made.Report.AccountId).ToArray();
        Assert.Equal(Story.Listed.Order(), reported.Select(reports => reports.Key).Order());
        Assert.All(reported, reports => Assert.InRange(reports.Count(), 3, 6));
        Assert.Single(Story.Events.OfType<ReportMade>(), made => made.Report.ReporterKind == "authority");
    }

    [Fact]
    public void The_attack_brings_a_surge()
    {
        double Rate(double from, double to) =>
            Story.Live.OfType<PostMade>().Count(made => made.At >= Now.AddSeconds(from) && made.At < Now.AddSeconds(to)) / (to - from);
        var attack = (Story.AttackAt - Now).TotalSeconds;
        Assert.True(Rate(attack, attack + 100) > 3 * Rate(0, attack), $"{Rate(attack, attack + 100)} against {Rate(0, attack)}");
        Assert.True(Rate(attack + 200, attack + 400) < Rate(0, attack) * 1.5);
    }

    [Fact]
    public void The_json_has_the_field_names_of_the_api_and_never_the_role()
    {
        string[] Names<T>() where T : StoryEvent =>
            [.. Story.Events.OfType<T>().SelectMany(happened => JsonDocument.Parse(happened.ToJson()).RootElement.EnumerateObject().Select(field => field.Name)).Distinct().Order()];
        Assert.Equal(["age_band", "bio", "created_at", "device_hashes", "display_name", "followers", "following", "handle", "id", "ip_hashes", "language", "location", "posts", "state", "url", "verified"], Names<AccountSeen>());
        Assert.Equal(["account_id", "client", "created_at", "id", "in_reply_to", "language", "mentions", "quote_of", "text"], Names<PostMade>());
        Assert.Equal(["at", "followed_id", "follower_id"], Names<FollowMade>());
        Assert.Equal(["account_id", "at", "comment", "id", "post_id", "reason", "reporter_id", "reporter_kind"], Names<ReportMade>());
        Assert.All(Story.Events, happened => Assert.True(happened.ToJson().Length < 4000));
    }

    [Fact]
    public void Moving_an_event_moves_its_own_time_and_nothing_else()
    {
        var made = Story.Live.OfType<PostMade>().First(post => post.Post.InReplyTo is not null);
        var moved = (PostMade)made.MovedTo(Now.AddDays(1));
        Assert.Equal(Now.AddDays(1), moved.Post.CreatedAt);
        Assert.Equal(made.Post, moved.Post with { CreatedAt = made.Post.CreatedAt });
    }

    [Fact]
    public void Texts_vary()
    {
        var texts = PostsOf(Story, DemoRole.Ordinary).Where(post => post.Client != "Daily Light").Select(post => post.Text).ToArray();
        Assert.True(texts.Distinct().Count() > texts.Length * 0.7, $"{texts.Distinct().Count()} of {texts.Length}");
    }
}
