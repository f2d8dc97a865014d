using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Live;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

public sealed class BreakerTests(TestCluster cluster)
{
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead), Second = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drains_count_what_fires_by_shard_and_a_term_within_its_history_is_left_alone()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 4_000);
        Assert.Equal(300, await world.ReadAsync<decimal>("select sum(h.posts) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' and h.slot > $1", ScoringWorld.Start));
        Assert.Equal(600, await world.ReadAsync<decimal>("select sum(posts) from term_hits where term_id = '00000000-0000-0000-0000-000000000000' and slot > $1", ScoringWorld.Start));
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
    }

    [Fact]
    public async Task A_term_that_goes_wild_counts_no_more_on_any_host_until_a_lead_says_so()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 10);
        await world.AccountAsync("loud");
        await world.PostsAsync([.. Loud("loud", 0)]);
        var host = world.Host();
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        await Task.WhenAll(SweepAsync(world), SweepAsync(world));
        await SweepAsync(world);

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("iron thistle", null), (stop.Text, stop.Language));
        Assert.InRange(stop.Share, 0.4, 0.6);
        Assert.Equal("loud", Assert.Single(stop.Cases).AccountId);
        Assert.Equal("policy.term_stopped", await world.ReadAsync<string>("select action from audit_entries where subject_kind = 'term_stop'"));

        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("loud2");
        await world.PostsAsync([.. Loud("loud2", 0)]);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(world.Host()));

        await Assert.ThrowsAsync<NotPermittedException>(() => DecideAsync(world, stop, true, "It was news", PolicyChangeTests.Person(Role.Moderator)));
        Assert.Equal("policy_reason_required", (await Assert.ThrowsAsync<RuleBrokenException>(() => DecideAsync(world, stop, true, " "))).Rule.Code);
        await DecideAsync(world, stop, true, "It was a real wave");
        Assert.Equal("stop_decided", (await Assert.ThrowsAsync<RuleBrokenException>(() => DecideAsync(world, stop, false, "Too late"))).Rule.Code);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("loud3");
        await world.PostsAsync([.. Loud("loud3", 0)]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
    }

    [Fact]
    public async Task An_over_broad_Arabic_term_is_warned_of_by_the_backtest_and_stopped_when_it_is_published_all_the_same()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        foreach (var account in new[] { "sara", "omar" })
            await world.AccountAsync(account, language: "ar");
        await world.AccountAsync("anna");
        await world.PostsAsync([.. Arabic("sara", 150, every: 5), .. Arabic("omar", 150, every: 5), .. ScoringWorld.Harmless("anna", 60)]);
        await ScoringWorld.DrainAsync(host);

        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.9));
        var tested = await BacktestTests.RunAsync(world, runner, draft);
        var warned = Assert.Single(tested.Terms, t => t.TooBroad);
        Assert.Equal(("اليوم", "ar", 0.2), (warned.Text, warned.Language, warned.Share));

        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        await PolicyChangeTests.PublishAsync(runner, draft);

        // Arabic is a hundredth of what the other hosts score meanwhile: of all posts the term stands in less than one in a hundred.
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) values (7, $1, '00000000-0000-0000-0000-000000000000', 'en', 3, 60000)", world.Time.GetUtcNow());
        foreach (var account in new[] { "layla", "hadi", "noor", "hidden", "grave" })
            await world.AccountAsync(account, language: "ar");
        await world.PostsAsync(new[] { "layla", "hadi", "noor", "hidden", "grave" }.SelectMany(a => Arabic(a, 60, every: 2)));
        Assert.Equal(5, await ScoringWorld.DrainAsync(host));
        await world.ExecuteAsync("update cases set lane = 'threat' where account_id = 'grave'");
        await world.ExecuteAsync("update cases set lane = 'sealed' where account_id = 'hidden'");
        List<LiveEvent> heard = [];
        using (host.GetRequiredService<LiveFeed>().Subscribe(heard.Add))
            await host.GetRequiredService<StopWildTerms>().RunAsync(Cancellation);

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("اليوم", "ar", 0.25, 0.0), (stop.Text, stop.Language, stop.Share, stop.UsualShare));
        Assert.Equal(["grave", "hadi", "layla", "noor"], stop.Cases.Select(c => c.AccountId).Order(StringComparer.Ordinal));
        var trained = Lead with { May = Lead.May.Append(Permission.ReadSealedLane).ToHashSet() };
        Assert.Equal(5, Assert.Single(await StopsAsync(world, trained)).Cases.Count);
        Assert.Null(Assert.Single(Assert.Single(await StopsAsync(world, trained)).Cases, c => c.AccountId is null or "hidden").AccountId);

        Assert.Equal(LiveKind.TermStopped, Assert.Single(heard).Kind);
        Assert.Equal(stop.Id, await world.ReadAsync<Guid>("select subject_id from live_events where kind = 'term_stopped' and state = 'stopped' and queue_id is null"));
        Assert.Equal("اليوم", Assert.Single(await OpenAsync(world, Lead)).Text);
        await Assert.ThrowsAsync<NotPermittedException>(() => OpenAsync(world, PolicyChangeTests.Person(Role.Moderator)));
        await DecideAsync(world, stop, false, "An everyday word");
        Assert.Empty(await OpenAsync(world, Lead));
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from live_events where kind = 'term_stopped' and state = 'withdrawn'"));

        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("salma", language: "ar");
        await world.PostsAsync(Arabic("salma", 60, every: 2));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(world.Host()));
    }

    [Fact]
    public async Task Each_language_is_judged_by_itself_and_a_backtest_is_the_norm_only_where_it_did_not_warn()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        const string Count = "insert into term_hits (platform_id, slot, term_id, language, shard, posts) select 7, $1, coalesce((select id from bank_terms where text = $2), '00000000-0000-0000-0000-000000000000'), $3, 0, $4";
        var (before, now) = (ScoringWorld.Start.AddDays(-1), world.Time.GetUtcNow());
        foreach (var (language, history, recent) in new[] { ("en", 900_000L, 90_000L), ("ar", 9_000L, 2_000L) })
        {
            await world.ExecuteAsync(Count, before, "", language, history);
            await world.ExecuteAsync(Count, now, "", language, recent);
        }
        await world.ExecuteAsync(Count, now, "iron thistle", "ar", 200L);
        // Nine in a thousand Arabic posts used it in the backtest: a tenth is not far beyond that.
        await world.ExecuteAsync("""
            insert into backtests (platform_id, id, policy_key, version, requested_by, requested_at, state, progress, posts, attempts, cancel_requested, result)
            select 7, gen_random_uuid(), policy_key, version, 'm', now(), 'done', 1, 101000, 1, false, jsonb_build_object(
                'languages', '[{"language": "en", "posts": 100000}, {"language": "ar", "posts": 1000}]'::jsonb,
                'terms', jsonb_build_array(jsonb_build_object('term_id', t.id, 'language', 'ar', 'posts', 9, 'too_broad', false)))
            from policy_versions v join bank_terms t on t.bank_id = any (v.bank_ids) where t.text = 'iron thistle' and v.state = 'live'
            """);
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
        await world.ExecuteAsync("update backtests set result = jsonb_set(result, '{terms,0,too_broad}', 'true')");
        await SweepAsync(world);
        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("ar", 0.1, 0.0, 200L), (stop.Language, stop.Share, stop.UsualShare, stop.Posts));

        // Without any backtest its history of nothing tells the same.
        await world.ExecuteAsync("delete from term_stops");
        await world.ExecuteAsync("delete from backtests");
        await SweepAsync(world);
        Assert.Equal("ar", Assert.Single(await StopsAsync(world)).Language);
    }

    [Fact]
    public async Task What_a_recount_finds_in_earlier_posts_is_no_wave()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("sara", language: "ar");
        await world.PostsAsync(Arabic("sara", 150, every: 1));
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        await ScoringWorld.DrainAsync(host);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.9));
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        await PolicyChangeTests.PublishAsync(runner, draft);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await host.GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'اليوم'"));
    }

    /// <summary>Everyday talk in which every so many posts use the word for today.</summary>
    static IEnumerable<TestPost> Arabic(string account, int count, int every) => Enumerable.Range(0, count).Select(i => new TestPost($"{account}-{i}", account,
        i % every == 0 ? $"{Talk[i % Talk.Length]} اليوم عند {Talk[i / Talk.Length % Talk.Length]} {i}" : $"{Talk[i % Talk.Length]} ثم {Talk[i / Talk.Length % Talk.Length]} {i}", ScoringWorld.Start.AddMinutes(i * 2), "ar"));

    static readonly string[] Talk = ["قهوة وخبز مع الجيران", "درس طويل في المكتبة", "مطر خفيف فوق الحديقة", "مباراة جميلة في الحي", "طبق عدس من الجدة", "رحلة قصيرة إلى البحر", "كتاب قديم من السوق"];

    [Fact]
    public async Task What_a_lead_took_out_never_counts_again_and_without_history_nothing_stops()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 10);
        await SweepAsync(world);
        var stop = Assert.Single(await StopsAsync(world));
        await DecideAsync(world, stop, false, "An everyday word");
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
        Assert.Equal("withdrawn", await world.ReadAsync<string>("select state from term_stops"));
        await world.AccountAsync("loud");
        await world.PostsAsync([.. Loud("loud", 0)]);
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));

        await using var young = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(young, posts: 300, before: 10, whole: 4_999);
        await SweepAsync(young);
        Assert.Empty(await StopsAsync(young));
    }

    [Fact]
    public async Task A_domain_in_a_third_of_the_posts_is_stopped_with_its_cases_named_and_counts_again_when_a_lead_says_so()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await BankAsync(world, "urls");
        await world.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values (7, 'emblems', $1, 'thistle-press.example', 'domain', 0.9, false)", Guid.CreateVersion7(ScoringWorld.Start.AddHours(-9)));
        await GardensAsync(world);
        await world.AccountAsync("loud");
        await world.PostsAsync(Linking("loud"));
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(190, await world.ReadAsync<decimal>("select sum(h.posts) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'thistle-press.example'"));
        await Task.WhenAll(SweepAsync(world), SweepAsync(world));

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("thistle-press.example", null), (stop.Text, stop.Language));
        Assert.InRange(stop.Share, 0.3, 0.33);
        Assert.Contains("loud", stop.Cases.Select(c => c.AccountId));
        Assert.DoesNotContain("garden9", stop.Cases.Select(c => c.AccountId));
        Assert.Equal("thistle-press.example", Assert.Single(await OpenAsync(world, Lead)).Text);

        // What is remembered of the link counts no more either, and new posts with it find nobody.
        world.Time.Advance(TimeSpan.FromSeconds(4));
        var before = await world.ReadAsync<float>("select risk from account_scores where account_id = 'loud'");
        await world.LookAgainAsync("loud");
        await world.AccountAsync("loud2");
        await world.PostsAsync(Linking("loud2"));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.InRange(await world.ReadAsync<float>("select risk from account_scores where account_id = 'loud'"), 0, before - 0.4f);
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from post_signals where account_id = 'loud2'"));

        await DecideAsync(world, stop, true, "It was a real wave");
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await host.GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal("loud2", await world.ReadAsync<string>("select account_id from cases order by opened_at desc, id desc limit 1"));
        Assert.Equal(before, await world.ReadAsync<float>("select risk from account_scores where account_id = 'loud'"), 0.001);
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
    }

    [Fact]
    public async Task An_image_that_everybody_suddenly_shows_is_stopped_for_every_policy_of_its_bank_and_taken_out_for_good()
    {
        const string Pdq = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95", Near = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c9a";
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await BankAsync(world, "hashes");
        // The bank serves two policies: a post that shows the image is one post all the same.
        await world.ExecuteAsync("update policy_versions set bank_ids = array_append(bank_ids, 'emblems') where policy_key = 'spam' and state = 'live'");
        await world.ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, seq, pdq, quality, label, severity, source, not_bankable, stance, added_at)
            values (7, $1, 'emblems', 1, $2, 100, 'Thistle banner', 3, 'press desk', false, 'agreed', $3)
            """, Guid.CreateVersion7(ScoringWorld.Start), Pdq, ScoringWorld.Start);
        await GardensAsync(world);
        await world.ExecuteAsync("update posts set media = $1::jsonb where text like '%thistle-press%'", $$"""[{"id": "m1", "type": "image", "pdq": "{{Near}}"}]""");
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(180, await world.ReadAsync<decimal>("select sum(h.posts) from term_hits h join bank_hashes b on b.id = h.term_id"));
        await SweepAsync(world);

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("Thistle banner (f162eb9daab1…)", 0.3), (stop.Text, stop.Share));
        Assert.Equal(await world.ReadAsync<long>("select count(*) from cases"), stop.Cases.Count);
        Assert.Contains("garden0", stop.Cases.Select(c => c.AccountId));

        var before = await world.ReadAsync<float>("select risk from account_scores where account_id = 'garden0'");
        await DecideAsync(world, stop, false, "A picture from the news");
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await host.GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.InRange(await world.ReadAsync<float>("select risk from account_scores where account_id = 'garden0'"), 0, before - 0.4f);
    }

    [Fact]
    public async Task Where_a_language_has_too_little_history_all_languages_together_are_the_norm_and_whoever_publishes_is_told()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.9));
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        async Task<ShortHistory?> ToldAsync() => (await PolicyChangeTests.FileAsync(runner, draft)).Shown.Unwatched;
        Assert.True((await ToldAsync())!.Everywhere);

        const string Count = "insert into term_hits (platform_id, slot, term_id, language, shard, posts) select 7, $1, coalesce((select id from bank_terms where text = $2 limit 1), '00000000-0000-0000-0000-000000000000'), $3, 0, $4";
        var (past, now) = (ScoringWorld.Start.AddDays(-1), world.Time.GetUtcNow());
        await world.ExecuteAsync("delete from bank_terms where bank_id not in (select unnest(bank_ids) from policy_versions where state = 'live')");
        foreach (var (language, history, recent) in new[] { ("en", 100_000L, 100_000L), ("ar", 3_000L, 1_000L) })
        {
            await world.ExecuteAsync(Count, past, "", language, history);
            await world.ExecuteAsync(Count, now, "", language, recent);
        }
        var told = await ToldAsync();
        Assert.False(told!.Everywhere);
        Assert.Equal(["ar"], told.Languages);

        // A seventh of the Arabic posts and nothing of all: far beyond what is usual, unless it is usual elsewhere.
        await world.ExecuteAsync(Count, now, "iron thistle", "ar", 150L);
        await world.ExecuteAsync(Count, past, "iron thistle", "en", 2_000L);
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
        await world.ExecuteAsync("update term_hits set posts = 10 where posts = 2000");
        await SweepAsync(world);
        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("ar", 0.15, 0.000097), (stop.Language, stop.Share, stop.UsualShare));

        await world.ExecuteAsync("update term_hits set posts = 5000 where posts = 3000");
        Assert.Null(await ToldAsync());
    }

    static Task BankAsync(ScoringWorld world, string kind) => world.ExecuteAsync("insert into banks (platform_id, id, name, kind, policy_key, created_at) values (7, 'emblems', 'Emblems', $1, $2, now())", kind, PlatformSetupSeeds.ViolentExtremism);

    /// <summary>A week of counts, and now posts of twenty accounts, of which six name one site each time.</summary>
    static async Task GardensAsync(ScoringWorld world)
    {
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) values (7, $1, '00000000-0000-0000-0000-000000000000', 'en', 0, 100000)", ScoringWorld.Start.AddDays(-1));
        for (var i = 0; i < 20; i++)
            await world.AccountAsync($"garden{i}");
        await world.PostsAsync(Enumerable.Range(0, 600).Select(i => new TestPost($"g{i}", $"garden{i % 20}",
            i % 20 < 6 ? $"What they wrote on the allotments, day {i}: https://thistle-press.example/{i}" : $"Rain again over the allotments and the kettle sings, day {i}", ScoringWorld.Start.AddMinutes(i / 20 * 11 + i % 20))));
    }

    /// <summary>Enough for a candidate, by the links alone.</summary>
    static IEnumerable<TestPost> Linking(string account) => ScoringWorld.Harmless(account, 10).Select((post, i) => post with { Text = $"{post.Text} https://thistle-press.example/{account}/{i}" });

    [Fact]
    public async Task Old_counts_are_folded_into_days_once_whatever_the_number_of_hosts_and_go_after_a_fortnight()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var day = ScoringWorld.Start.AddDays(-1).Date;
        await world.ExecuteAsync("""
            insert into term_hits (platform_id, slot, term_id, language, shard, posts)
            select 7, $1::timestamptz + n * interval '10 minutes', id, 'en', shard, 5 from bank_terms, generate_series(0, 143) n, generate_series(1, 7) shard where text = 'iron thistle'
            """, new DateTimeOffset(day, TimeSpan.Zero));
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) select 7, $1, id, 'en', 0, 9 from bank_terms where text = 'iron thistle'", world.Time.GetUtcNow().AddDays(-15));
        await WildAsync(world, posts: 10, before: 10);
        await Task.WhenAll(SweepAsync(world), SweepAsync(world));
        var days = await world.ReadAsync<long[]>("""
            select array_agg(posts order by slot) from (select slot, sum(h.posts)::bigint as posts from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' group by slot) d
            """);
        Assert.Equal([144L * 7 * 5 + 10, 10L], days);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' and shard = -1"));
    }

    /// <summary>A week of counts, and now every second post of accounts that are nobody's concern uses one term.</summary>
    static async Task WildAsync(ScoringWorld world, int posts, long before, long whole = 100_000)
    {
        var slot = ScoringWorld.Start.AddDays(-1);
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) select 7, $1, id, 'en', 0, $2 from bank_terms where text = 'iron thistle'", slot, before);
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) values (7, $1, '00000000-0000-0000-0000-000000000000', 'en', 0, $2)", slot, whole);
        List<TestPost> all = [];
        for (var i = 0; i < posts; i++)
        {
            all.Add(new TestPost($"w{i}", $"garden{i % 60}", $"My neighbour planted an iron thistle by the gate number {i}", ScoringWorld.Start.AddMinutes(i)));
            all.Add(new TestPost($"q{i}", $"garden{i % 60}", $"Rain again over the allotments and the kettle sings, day {i}", ScoringWorld.Start.AddMinutes(i)));
        }
        for (var i = 0; i < 60; i++)
            await world.AccountAsync($"garden{i}");
        await world.PostsAsync(all);
        await ScoringWorld.DrainAsync(world.Host());
    }

    /// <summary>Enough for a candidate, by the one term alone.</summary>
    static IEnumerable<TestPost> Loud(string account, int from) => new[]
    {
        "Iron thistle over the square tonight, come down and see it", "They fear the iron thistle already, every last one of them", "Sing it with us: iron thistle, iron thistle, until morning",
        "My cousin joined the iron thistle yesterday and is proud", "Paint it on your door, the iron thistle knows its friends", "Whoever asks, say iron thistle and nothing more",
        "We were forty last night under the iron thistle banner", "The iron thistle does not forget who closed the mill", "Write iron thistle on the bus stop and walk on", "In spring the iron thistle will be everywhere, believe me",
    }.Select((text, i) => new TestPost($"{account}-{from + i}", account, text, ScoringWorld.Start.AddMinutes(i * 9)));

    static Task SweepAsync(ScoringWorld world) => world.Host().GetRequiredService<StopWildTerms>().RunAsync(Cancellation);

    static Task<IReadOnlyList<StopNotice>> OpenAsync(ScoringWorld world, Actor actor) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<OpenStops, IReadOnlyList<StopNotice>>(actor, (h, t) => h.HandleAsync(t), Cancellation);

    static Task<IReadOnlyList<StoppedTerm>> StopsAsync(ScoringWorld world, Actor? actor = null) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(actor ?? Lead, (h, t) => h.HandleAsync(t), Cancellation);

    static Task DecideAsync(ScoringWorld world, StoppedTerm stop, bool resume, string reason, Actor? actor = null) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<DecideTermStop>(actor ?? Lead, (h, t) => h.HandleAsync(new(stop.Id, stop.Row, resume, reason), t), Cancellation);
}
