using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;
using Npgsql;

namespace ModerationHub.IntegrationTests.Policies;

/// <summary>A lead changes banks of links and hashes; scoring looks with what is there now, and every change stands on the record.</summary>
public sealed class BankTests(TestCluster cluster) : IAsyncLifetime
{
    const string Policy = "violent-extremism";

    static readonly string Pdq = string.Concat(Enumerable.Repeat("f0e1d2c3", 8));
    static readonly string Md5 = string.Concat(Enumerable.Repeat("0123abcd", 4));

    readonly Actor _lead = new(Guid.CreateVersion7(), "Osprey", ScoringWorld.Platform, Permissions.Of(Role.Lead).ToHashSet());
    readonly Actor _moderator = new(Guid.CreateVersion7(), "Heron", ScoringWorld.Platform, Permissions.Of(Role.Moderator).ToHashSet());
    ScoringWorld world = null!;
    IServiceProvider host = null!;

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await ScoringWorld.CreateAsync(cluster);
        host = world.Host();
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    Task<T> Run<THandler, T>(Func<THandler, CancellationToken, Task<T>> act, Actor? actor = null) where THandler : notnull =>
        host.GetRequiredService<OperationRunner>().RunAsync(actor ?? _lead, act, Cancellation);

    Task Run<THandler>(Func<THandler, CancellationToken, Task> act, Actor? actor = null) where THandler : notnull =>
        host.GetRequiredService<OperationRunner>().RunAsync(actor ?? _lead, act, Cancellation);

    Task<string> MakeAsync(BankKind kind, string name = "Outlets") => Run<MakeBank, string>((make, token) => make.HandleAsync(new(name, kind, Policy), token));

    Task<IReadOnlyList<LineOutcome>> AddLinksAsync(string bank, string lines, double weight = 0.8) =>
        Run<AddLinks, IReadOnlyList<LineOutcome>>((add, token) => add.HandleAsync(new(bank, lines, weight), token));

    Task<IReadOnlyList<LineOutcome>> AddHashesAsync(string bank, string lines, string label = "Thistle banner") =>
        Run<AddHashes, IReadOnlyList<LineOutcome>>((add, token) => add.HandleAsync(new(bank, lines, label, Severity.High), token));

    Task<BankFile> ReadAsync(string bank, string? search = null) => Run<ReadBank, BankFile>((read, token) => read.HandleAsync(new(bank, search), token));

    static async Task<Rule> BrokenAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleBrokenException>(act)).Rule;

    [Fact]
    public async Task Each_pasted_line_is_kept_as_banks_keep_it_or_told_why_not()
    {
        var bank = await MakeAsync(BankKind.Urls);

        var told = await AddLinksAsync(bank, "https://WWW.Lantern-Press.example/issue/1/?utm_source=x#top\r\nlantern.example\n\n  bit.ly \nhttps://bit.ly/abc\nt.me\nhttps://t.me/lantern\nno address\nhttps://lantern.example\nfile:///etc/passwd\nlan\u0000tern.example");

        Assert.Equal(
            [(1, "lantern-press.example/issue/1", null), (2, "lantern.example", null), (4, null, BankRules.Shortener), (5, "bit.ly/abc", null), (6, null, BankRules.PrivateHost),
                (7, "t.me/lantern", null), (8, null, BankRules.NoAddress), (9, null, BankRules.Twice), (10, null, BankRules.NoAddress), (11, null, BankRules.NoAddress)],
            told.Select(one => (one.Line, one.Kept, one.Fault)));
        var file = await ReadAsync(bank);
        Assert.Equal(["bit.ly/abc", "lantern-press.example/issue/1", "lantern.example", "t.me/lantern"], file.Links.Select(link => link.Address).Order(StringComparer.Ordinal));
        Assert.Equal(BankRules.Known, Assert.Single(await AddLinksAsync(bank, "lantern.example")).Fault);
        Assert.Equal(["lantern-press.example/issue/1"], (await ReadAsync(bank, "PRESS")).Links.Select(link => link.Address));
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'bank.links_added' and actor = 'Osprey'"));
    }

    [Fact]
    public async Task Scoring_looks_with_a_link_once_it_is_added_with_its_new_strength_and_no_longer_once_it_is_taken_out()
    {
        var bank = await MakeAsync(BankKind.Urls);
        await AddLinksAsync(bank, "lantern.example", 0.5);
        var first = Assert.Single(await LinksAsync());
        Assert.Equal((Policy, 0.5), (first.Policy, first.Weight));

        await AddLinksAsync(bank, "lantern.example", 0.9);
        Assert.Equal(0.9, Assert.Single(await LinksAsync()).Weight);

        var kept = Assert.Single((await ReadAsync(bank)).Links);
        await Run<RemoveLink>((remove, token) => remove.HandleAsync(new(bank, kept.Id), token));
        Assert.Empty(await LinksAsync());
        Assert.Equal(BankRules.EntryUnknown, await BrokenAsync(() => Run<RemoveLink>((remove, token) => remove.HandleAsync(new(bank, Guid.Empty), token))));
    }

    async Task<List<Detection.Text.LinkEntry>> LinksAsync()
    {
        world.Time.Advance(TimeSpan.FromSeconds(10));
        List<Detection.Text.LinkEntry> found = [];
        (await ContextAsync()).Scoring.Links.Find(Detection.Text.WebAddress.Of("https://lantern.example/today")!, found);
        return found;
    }

    async Task<PlatformContext> ContextAsync()
    {
        await using var connection = await host.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginAsync(ScoringWorld.Platform, Cancellation);
        return await host.GetRequiredService<PlatformContexts>().OfAsync(ScoringWorld.Platform, transaction, Cancellation);
    }

    [Fact]
    public async Task Hashes_are_added_in_the_teams_name_and_scoring_knows_them_until_they_are_taken_out()
    {
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        var told = await AddHashesAsync(bank, $"{Pdq.ToUpperInvariant()} 90\n{Md5}\n{Pdq}\nxyz\n{Md5} 101\n{Pdq[..63]}");
        Assert.Equal([null, null, BankRules.Twice, BankRules.NoHash, BankRules.NoHash, BankRules.NoHash], told.Select(one => one.Fault));
        Assert.Equal([Pdq, Md5], told.Where(one => one.Fault is null).Select(one => one.Kept));

        var file = await ReadAsync(bank);
        var hash = file.Hashes.Single(one => one.Pdq is not null);
        Assert.Equal(("Thistle banner", Severity.High, 90, BankAccess.Team, true), (hash.Label, hash.Severity, hash.Quality, hash.Source, hash.Ours));
        Assert.True(await KnownAsync());

        await Run<TakeOutHash>((takeOut, token) => takeOut.HandleAsync(new(bank, hash.Id), token));
        Assert.False(await KnownAsync());
        Assert.True((await ReadAsync(bank)).Hashes.Single(one => one.Id == hash.Id).TakenOut);

        await AddHashesAsync(bank, Pdq);
        Assert.True(await KnownAsync());
        Assert.Equal(["bank.hash_taken_out", "bank.hashes_added", "bank.hashes_added", "bank.made"],
            (await world.ReadAsync<string[]>("select array_agg(action order by action) from audit_entries where subject_kind = 'bank'")));
    }

    async Task<bool> KnownAsync()
    {
        world.Time.Advance(TimeSpan.FromSeconds(10));
        return Detection.Media.PdqHash.TryParse(Pdq, out var pdq) && (await ContextAsync()).Scoring.KnownMedia!.Find(pdq, null).Count > 0;
    }

    [Fact]
    public async Task A_hash_of_a_plain_surface_is_refused()
    {
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        // A white card, one with a line across, its negative, and a picture.
        var told = await AddHashesAsync(bank, $"{new string('0', 64)}\n{new string('0', 48)}ffff000000000000\n{new string('f', 64)}\n{Pdq}");
        Assert.Equal([BankRules.FlatHash, BankRules.FlatHash, BankRules.FlatHash, null], told.Select(one => one.Fault));
        Assert.Equal(Pdq, Assert.Single((await ReadAsync(bank)).Hashes).Pdq);
    }

    const string Near = "f0e1d2c3f0e1d2c3f0e1d2c3f0e1d2c3f0e1d2c3f0e1d2c3f0e1d2c3f0e1d2cc";

    Task<Reach> PreviewAsync(BankKind kind, string lines, Actor? actor = null) => Run<PreviewEntries, Reach>((preview, token) => preview.HandleAsync(new(kind, lines), token), actor);

    [Fact]
    public async Task Before_entries_are_added_it_is_told_how_many_stored_posts_they_would_be_found_in()
    {
        foreach (var account in new[] { "anna", "sara" })
            await world.AccountAsync(account);
        await world.PostsAsync([
            .. Enumerable.Range(0, 120).Select(i => new TestPost($"a{i}", "anna", i < 2 ? $"Look https://news.lantern.example/{i}" : $"Rain again {i}", ScoringWorld.Start.AddMinutes(i))),
            .. Enumerable.Range(0, 20).Select(i => new TestPost($"s{i}", "sara", i < 3 ? $"مطر https://lantern.example/{i}" : $"مطر خفيف {i}", ScoringWorld.Start.AddMinutes(i), "ar")),
            new TestPost("old", "anna", "https://lantern.example/old", ScoringWorld.Start.AddDays(-100)),
        ]);
        await world.ExecuteAsync("update posts set media = $1::jsonb where id in ('a7', 's7')", $$"""[{"id": "m1", "pdq": "{{Near}}"}]""");

        var reach = await PreviewAsync(BankKind.Urls, "lantern.example\nlantern.example/1\nquiet.example\nbit.ly");
        Assert.Equal((140, false, 5, 2, ScoringWorld.Start), (reach.Read, reach.Cut, reach.Posts, reach.Accounts, reach.Since));
        Assert.Equal([("ar", 3L, 1), ("en", 2L, 1)], reach.Languages.Select(l => (l.Language, l.Posts, l.Accounts)));
        // Two of 120 English posts are more than one in a hundred; the Arabic ones are too few to tell.
        Assert.Equal([new EntryReach("lantern.example", 5, 2, true), new EntryReach("lantern.example/1", 1, 1, false)], reach.Widest);
        Assert.True(reach.IsBroad);
        Assert.False((await PreviewAsync(BankKind.Urls, "quiet.example")).IsBroad);
        Assert.Equal(0, (await PreviewAsync(BankKind.Urls, "bit.ly")).Read);

        var images = await PreviewAsync(BankKind.Hashes, $"{Pdq} 90\n{Md5}");
        Assert.Equal((2, 2, Pdq, false), (images.Posts, images.Accounts, Assert.Single(images.Widest).Entry, images.IsBroad));
        Assert.Equal(0, (await PreviewAsync(BankKind.Hashes, $"{Pdq} 20")).Posts);
        Assert.Equal(BankRules.NoLines, await BrokenAsync(() => PreviewAsync(BankKind.Urls, " ")));
        await Assert.ThrowsAsync<NotPermittedException>(() => PreviewAsync(BankKind.Urls, "lantern.example", _moderator));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from audit_entries where action like 'bank.%'"));
    }

    [Fact]
    public async Task An_image_labelled_from_a_case_is_known_in_another_accounts_smaller_copy_and_a_text_card_is_known_nowhere()
    {
        var card = string.Concat(Enumerable.Repeat("c3d2e1f0", 8));
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        foreach (var account in new[] { "supporter", "copies" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("supporter"), .. ScoringWorld.Harmless("copies", 3)]);
        await world.ExecuteAsync("update posts set media = $1::jsonb where id = 'supporter-0'", $$"""[{"id": "m1", "type": "image", "pdq": "{{Pdq}}", "md5": "{{Md5}}", "quality": 90}, {"id": "m2", "type": "image", "pdq": "{{card}}"}]""");
        await world.ExecuteAsync("update posts set media = $1::jsonb where id = 'copies-h1'", $$"""[{"id": "m3", "type": "image", "pdq": "{{Near}}"}]""");
        await world.ExecuteAsync("update posts set media = $1::jsonb where id = 'copies-h2'", $$"""[{"id": "m4", "type": "image", "pdq": "{{card}}"}]""");
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        var post = System.Text.Json.JsonSerializer.Deserialize<PostEvidence>(await world.ReadAsync<string>("select payload::text from case_evidence where kind = 'post' and payload->'media' <> '[]'"), Operation.Json)!;
        string?[] shown = [.. post.Media.Select(m => CaseViewOf.MediumOf(m).Hash)];
        Assert.Equal([$"{Pdq} 90", card], shown);

        var recounts = host.GetRequiredService<RecountRunner>();
        async Task<bool> CountAgainAsync()
        {
            world.Time.Advance(TimeSpan.FromSeconds(12));
            var due = await recounts.RunNextAsync(Cancellation);
            await ScoringWorld.DrainAsync(host);
            return due;
        }

        await Run<AddHashes, IReadOnlyList<LineOutcome>>((add, token) => add.HandleAsync(new(bank, shown[1], "A card", Severity.High, NeverMatch: true), token));
        Assert.False(await CountAgainAsync());
        Assert.Null(Assert.Single(await AddHashesAsync(bank, shown[0]!)).Fault);
        Assert.True(await CountAgainAsync());

        Assert.Equal("copies-h1", await world.ReadAsync<string>("select string_agg(post_id, ',') from post_signals where account_id = 'copies'"));
        Assert.Contains("Thistle banner", await world.ReadAsync<string>("select evidence from post_signals where post_id = 'copies-h1'"), StringComparison.Ordinal);
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from decisions"));
        Assert.Equal("true", await world.ReadAsync<string>("select p.json::jsonb->>'never_match' from audit_entries e join audit_payloads p using (platform_id, seq) where action = 'bank.hashes_added' order by e.seq limit 1"));

        // Matched after all: what was posted before is looked through then.
        await AddHashesAsync(bank, shown[1]!, "No card");
        Assert.True(await CountAgainAsync());
        Assert.Equal("copies-h1,copies-h2", await world.ReadAsync<string>("select string_agg(post_id, ',' order by post_id) from post_signals where account_id = 'copies'"));
    }

    [Fact]
    public async Task What_another_source_brought_only_that_source_keeps_from_being_matched()
    {
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        await world.ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, pdq, seq, label, severity, source, not_bankable, stance, added_at)
                select 7, gen_random_uuid(), id, $1, 900, 'Their words', 1, 'press desk', false, 'agreed', now() from banks where kind = 'hashes'
            """, Pdq);
        var told = await Run<AddHashes, IReadOnlyList<LineOutcome>>((add, token) => add.HandleAsync(new(bank, $"{Pdq}\n{Md5}\n{new string('0', 64)}", "A card", Severity.Low, NeverMatch: true), token));
        Assert.Equal([BankRules.NotOurs, null, null], told.Select(one => one.Fault));
        Assert.Equal([false, true, true], (await ReadAsync(bank)).Hashes.OrderBy(one => one.Ours).Select(one => one.TakenOut));
        Assert.True(await KnownAsync());
    }

    [Fact]
    public async Task The_team_may_hold_a_hash_graver_than_its_source_and_keeps_its_word_when_it_judges_or_takes_out()
    {
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        await world.ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, pdq, seq, label, severity, source, not_bankable, stance, added_at)
                select 7, gen_random_uuid(), id, $1, 900, 'Their words', 0, 'press desk', false, 'agreed', now() from banks where kind = 'hashes'
            """, Pdq);
        await world.ExecuteAsync("insert into bank_hash_opinions (platform_id, hash_id, source, opinion, severity, at) select 7, id, 'press desk', 'agree', 0, now() from bank_hashes");
        async Task<(Severity, Severity?)> StandsAsync() => Assert.Single((await ReadAsync(bank)).Hashes) is var hash ? (hash.Severity, hash.Opinions.SingleOrDefault(o => o.Source == BankAccess.Team)?.Severity) : default;
        async Task JudgeAsync(HashOpinion opinion)
        {
            var id = Assert.Single((await ReadAsync(bank)).Hashes).Id;
            await Run<JudgeHash>((judge, token) => judge.HandleAsync(new(bank, id, opinion), token));
        }

        await JudgeAsync(HashOpinion.Agree);
        Assert.Equal((Severity.Low, null), await StandsAsync());
        await AddHashesAsync(bank, Pdq);
        Assert.Equal((Severity.High, Severity.High), await StandsAsync());
        await JudgeAsync(HashOpinion.Disagree);
        Assert.Equal((Severity.Low, Severity.High), await StandsAsync());
        await JudgeAsync(HashOpinion.Agree);
        Assert.Equal((Severity.High, Severity.High), await StandsAsync());
    }

    [Fact]
    public async Task A_bank_gets_another_name_and_is_removed_once_no_live_version_needs_it()
    {
        var (links, images) = (await MakeAsync(BankKind.Urls), await MakeAsync(BankKind.Hashes, "Emblems"));
        Task RenameAsync(string bank, string name, Actor? actor = null) => Run<RenameBank>((rename, token) => rename.HandleAsync(new(bank, name), token), actor);
        Task RemoveAsync(string bank) => Run<RemoveBank>((remove, token) => remove.HandleAsync(new(bank), token));

        await Assert.ThrowsAsync<NotPermittedException>(() => RenameAsync(links, "Presses", _moderator));
        Assert.Equal(BankRules.NameTaken, await BrokenAsync(() => RenameAsync(links, "Emblems")));
        Assert.Equal(BankRules.NameRequired, await BrokenAsync(() => RenameAsync(links, "\u200e")));
        Assert.Equal(BankRules.Unknown, await BrokenAsync(() => RenameAsync("violent-extremism", "Terms")));
        await RenameAsync(links, " Presses ");
        Assert.Equal("Presses", (await ReadAsync(links)).Name);

        await AddLinksAsync(links, "lantern.example");
        await AddHashesAsync(images, Pdq);
        Assert.Equal(BankRules.InUse, await BrokenAsync(() => RemoveAsync(links)));
        Assert.Equal(BankRules.InUse, await BrokenAsync(() => RemoveAsync(images)));
        var link = Assert.Single((await ReadAsync(links)).Links);
        await Run<RemoveLink>((remove, token) => remove.HandleAsync(new(links, link.Id), token));
        var hash = Assert.Single((await ReadAsync(images)).Hashes);
        await Run<TakeOutHash>((takeOut, token) => takeOut.HandleAsync(new(images, hash.Id), token));

        await world.ExecuteAsync("update policy_versions set bank_ids = array_append(bank_ids, $1) where state = 'live' and policy_key = 'spam'", links);
        Assert.Equal(BankRules.Named, await BrokenAsync(() => RemoveAsync(links)));
        await RemoveAsync(images);
        Assert.Equal(BankRules.Unknown, await BrokenAsync(() => ReadAsync(images)));
        Assert.Equal("Presses", Assert.Single(await Run<ListBanks, IReadOnlyList<BankLine>>((list, token) => list.HandleAsync(token))).Name);
        Assert.False(await KnownAsync());
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'bank.removed' and actor = 'Osprey'"));
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'bank.renamed'"));
    }

    [Fact]
    public async Task The_teams_opinion_stands_beside_others_and_makes_a_dispute()
    {
        var bank = await MakeAsync(BankKind.Hashes, "Emblems");
        await world.ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, pdq, seq, label, severity, source, not_bankable, stance, added_at)
                select 7, gen_random_uuid(), id, $1, 900, 'Their words', 1, 'press desk', false, 'agreed', now() from banks where kind = 'hashes';
            """, Pdq);
        await world.ExecuteAsync("insert into bank_hash_opinions (platform_id, hash_id, source, opinion, at) select 7, id, 'press desk', 'agree', now() from bank_hashes");
        var hash = Assert.Single((await ReadAsync(bank)).Hashes);
        Assert.False(hash.Ours);

        await Run<JudgeHash>((judge, token) => judge.HandleAsync(new(bank, hash.Id, HashOpinion.Disagree), token));
        var judged = Assert.Single((await ReadAsync(bank)).Hashes);
        Assert.Equal(("Their words", HashStance.Disputed), (judged.Label, judged.Stance));
        Assert.Equal([("press desk", HashOpinion.Agree), ("team", HashOpinion.Disagree)], judged.Opinions.Select(said => (said.Source, said.Opinion)));
        var line = Assert.Single(await Run<ListBanks, IReadOnlyList<BankLine>>((list, token) => list.HandleAsync(token)));
        Assert.Equal((1, 1, 0), (line.Entries, line.Disputed, line.Rejected));
        Assert.Equal("Violent extremism", Assert.Single(line.Policies));

        Assert.Equal(BankRules.NotOurs, await BrokenAsync(() => Run<TakeOutHash>((takeOut, token) => takeOut.HandleAsync(new(bank, hash.Id), token))));
        await Run<JudgeHash>((judge, token) => judge.HandleAsync(new(bank, hash.Id, HashOpinion.Agree), token));
        Assert.Equal(HashStance.Agreed, Assert.Single((await ReadAsync(bank)).Hashes).Stance);
        Assert.Equal(2, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'bank.hash_judged'"));
    }

    [Fact]
    public async Task Two_people_with_the_same_line_or_name_are_told_and_nothing_stands_twice()
    {
        var bank = await MakeAsync(BankKind.Urls);
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AddLinksAsync(bank, "lantern.example")));
        Assert.Single(told, one => one[0].Fault is null);
        Assert.Single((await ReadAsync(bank)).Links);

        var named = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try
            {
                await MakeAsync(BankKind.Urls, "Twin");
                return true;
            }
            catch (RuleBrokenException taken)
            {
                Assert.Equal(BankRules.NameTaken, taken.Rule);
                return false;
            }
        }));
        Assert.Single(named, made => made);
    }

    [Fact]
    public async Task Moderators_read_and_change_nothing_and_what_cannot_be_is_said()
    {
        var links = await MakeAsync(BankKind.Urls);
        var images = await MakeAsync(BankKind.Hashes, "Emblems");
        Assert.False((await Run<ReadBank, BankFile>((read, token) => read.HandleAsync(new(links), token), _moderator)).MayManage);
        await Assert.ThrowsAsync<NotPermittedException>(() => Run<AddLinks, IReadOnlyList<LineOutcome>>((add, token) => add.HandleAsync(new(links, "a.example", 0.5), token), _moderator));

        Assert.Equal(BankRules.NotHashes, await BrokenAsync(() => AddHashesAsync(links, Pdq)));
        Assert.Equal(BankRules.NotLinks, await BrokenAsync(() => AddLinksAsync(images, "a.example")));
        Assert.Equal(BankRules.Unknown, await BrokenAsync(() => AddLinksAsync("nowhere", "a.example")));
        Assert.Equal(BankRules.Unknown, await BrokenAsync(() => ReadAsync("violent-extremism")));
        Assert.Equal(BankRules.NoLines, await BrokenAsync(() => AddLinksAsync(links, " \n ")));
        Assert.Equal(BankRules.TooManyLines, await BrokenAsync(() => AddLinksAsync(links, string.Join('\n', Enumerable.Range(0, BankRules.MostLines + 1)))));
        Assert.Equal(PolicyRules.TermWeight, await BrokenAsync(() => AddLinksAsync(links, "a.example", double.NaN)));
        foreach (var unseen in new[] { " ", "\u200f\u200b" })
            Assert.Equal(BankRules.LabelRequired, await BrokenAsync(() => AddHashesAsync(images, Pdq, unseen)));
        Assert.Equal(BankRules.NameRequired, await BrokenAsync(() => MakeAsync(BankKind.Urls, " ")));
        Assert.Equal(PolicyRules.Unknown, await BrokenAsync(() => Run<MakeBank, string>((make, token) => make.HandleAsync(new("Else", BankKind.Urls, "nowhere"), token))));
    }
}
