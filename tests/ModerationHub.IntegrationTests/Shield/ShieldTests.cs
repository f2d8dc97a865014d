using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Scoring;
using ModerationHub.Domain.Shield;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Shield;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Learning;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Shield;

public sealed class ShieldTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leads_alone_keep_the_list_and_every_change_is_on_the_record()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        await world.CaseAsync(account: "voice");
        var (lead, moderator, auditor) = (await world.PersonAsync(Role.Lead), await world.PersonAsync(Role.Moderator), await world.PersonAsync(Role.Auditor));
        var until = world.Time.GetUtcNow().AddDays(100);
        Task AddAsync(Actor actor, string reason, DateTimeOffset end, string account = "voice") => world.Runner.RunAsync<ShieldAccount>(actor,
            (add, token) => add.HandleAsync(new(account, ShieldKind.Press, reason, end), token), Cancellation);
        Task<AccountShield> ReadAsync(Actor actor) => world.Runner.RunAsync<ReadShield, AccountShield>(actor, (read, token) => read.HandleAsync(new("voice"), token), Cancellation);

        foreach (var other in new[] { moderator, auditor })
        {
            await Assert.ThrowsAsync<NotPermittedException>(() => AddAsync(other, "Works for the river paper", until));
            await Assert.ThrowsAsync<NotPermittedException>(() => ReadAsync(other));
        }
        Assert.Equal(ShieldRules.ReasonRequired, (await Assert.ThrowsAsync<RuleBrokenException>(() => AddAsync(lead, " ", until))).Rule);
        Assert.Equal(ShieldRules.Expiry, (await Assert.ThrowsAsync<RuleBrokenException>(() => AddAsync(lead, "x", until.AddYears(3)))).Rule);
        Assert.Equal("account_unknown", (await Assert.ThrowsAsync<RuleBrokenException>(() => AddAsync(lead, "x", until, "nobody"))).Rule.Code);
        await AddAsync(lead, "Works for the river paper", until);
        Assert.Equal((ShieldKind.Press, until, lead.Name), ((await ReadAsync(lead)).Listed!.Kind, (await ReadAsync(lead)).Listed!.ExpiresAt, (await ReadAsync(lead)).Listed!.AddedAs));
        await world.Runner.RunAsync<UnshieldAccount>(lead, (remove, token) => remove.HandleAsync(new("voice", "Left the paper"), token), Cancellation);
        Assert.Null((await ReadAsync(lead)).Listed);
        await using var db = world.Owner();
        Assert.Equal(["shield.added", "shield.removed"], db.AuditEntries.Where(e => e.SubjectKind == ShieldedAccount.Subject && e.Payload!.Json.Contains("\"voice\"")).OrderBy(e => e.Seq).Select(e => e.Action).ToArray());
        Assert.Equal(2, db.Chunks.Count(c => c.AccountIds.Contains("voice")));
    }

    [Fact]
    public async Task The_list_shows_what_ends_soon_first_and_a_protection_can_end_early()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var lead = await world.PersonAsync(Role.Lead);
        var now = world.Time.GetUtcNow();
        foreach (var (account, days) in new[] { ("lasting", 200), ("expiring", 29), ("lapsed", 5), ("soonest", 12) })
        {
            await world.CaseAsync(account: account);
            await world.Run<ShieldAccount>(lead, (add, token) => add.HandleAsync(new(account, ShieldKind.Research, "Known institute", now.AddDays(days)), token));
        }
        world.Time.Advance(TimeSpan.FromDays(6));
        Task<KnownVoices> ListAsync(Actor actor, int offset = 0) => world.Run<ListShields, KnownVoices>(actor, (list, token) => list.HandleAsync(new(offset), token));
        foreach (var other in new[] { Role.Moderator, Role.Auditor, Role.Admin })
        {
            var person = await world.PersonAsync(other);
            await Assert.ThrowsAsync<NotPermittedException>(() => ListAsync(person));
        }
        var voices = await ListAsync(lead);
        Assert.Equal([("soonest", ShieldTerm.EndsSoon), ("expiring", ShieldTerm.EndsSoon), ("lasting", ShieldTerm.Lasts), ("lapsed", ShieldTerm.Expired)], voices.Page.Select(v => (v.AccountId, v.Term)));
        Assert.Equal((4, 2, lead.Name), (voices.All, voices.EndsSoon, voices.Page[0].AddedAs));
        Assert.Equal(["lapsed"], (await ListAsync(lead, 3)).Page.Select(v => v.AccountId));
        await using var db = world.Owner();
        Assert.Equal(2, db.AuditReads.Count(r => r.SubjectKind == "shield" && r.SubjectId == "list" && r.ActorId == lead.UserId));

        Assert.Equal(ShieldRules.ReasonRequired, await ReviewWorld.BrokenAsync(() => world.Run<UnshieldAccount>(lead, (end, token) => end.HandleAsync(new("lasting", " "), token))));
        await world.Run<UnshieldAccount>(lead, (end, token) => end.HandleAsync(new("lasting", "Left the institute"), token));
        Assert.DoesNotContain("lasting", (await ListAsync(lead)).Page.Select(v => v.AccountId));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_decision_to_do_nothing_clears_what_was_seen_when_a_context_was_found(bool reporting, int clearances)
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var id = await world.CaseAsync(account: "voice");
        var (moderator, lead) = (await world.PersonAsync(Role.Moderator), await world.PersonAsync(Role.Lead));
        await world.Run<ClaimCase, ClaimedCase>(moderator, (claim, token) => claim.HandleAsync(new(id), token));
        var form = await world.FormAsync(id, new ActionRequest(ActionKind.NoAction));
        form = form with { Form = form.Form with { Context = new ContextCheck(reporting, false, false, false, false) } };
        var made = await world.Run<DecideCase, DecisionMade>(moderator, (decide, token) => decide.HandleAsync(form, token));
        Task<AccountShield> ReadAsync() => world.Run<ReadShield, AccountShield>(lead, (read, token) => read.HandleAsync(new("voice"), token));
        Assert.Empty((await ReadAsync()).Clearances);
        await world.FinaliseAsync();
        Assert.Equal(clearances, (await ReadAsync()).Clearances.Count(line => line is { Counts: true, SeenEvidence: 2 }));
        await world.Run<OverturnDecision, DecisionMade>(lead, (overturn, token) => overturn.HandleAsync(new(Guid.CreateVersion7(world.Time.GetUtcNow()), made.DecisionId, "It meant it."), token));
        Assert.DoesNotContain((await ReadAsync()).Clearances, line => line.Counts);
    }

    [Fact]
    public async Task A_lead_clears_only_what_there_is()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        await world.CaseAsync(account: "voice");
        var lead = await world.PersonAsync(Role.Lead);
        Task ClearAsync() => world.Run<ClearAccount>(lead, (clear, token) => clear.HandleAsync(new("voice", "Satire, plainly"), token));
        Assert.Equal(ShieldRules.NothingToClear, await ReviewWorld.BrokenAsync(ClearAsync));
        await using var db = world.Owner();
        db.AccountScores.Add(new AccountScore { PlatformId = ReviewWorld.Platform, AccountId = "voice", Bucket = 1, EvidenceCount = 3, PolicyKey = ReviewWorld.Policy });
        await db.SaveChangesAsync(Cancellation);
        await ClearAsync();
        var line = Assert.Single((await world.Run<ReadShield, AccountShield>(lead, (read, token) => read.HandleAsync(new("voice"), token))).Clearances);
        Assert.Equal((3L, world.Time.GetUtcNow() + Clearance.Lasts, true), (line.SeenEvidence, line.ExpiresAt, line.Counts));
        Assert.Equal(Severity.High, db.Clearances.Single().Severity);
        Assert.Contains(db.AuditEntries, entry => entry.Action == "account.cleared");
    }

    [Fact]
    public async Task A_known_voice_weighs_less_until_the_protection_expires()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5).Concat(ScoringWorld.Harmless("acc-1", 5)));
        await ScoringWorld.DrainAsync(host);
        var before = await RiskAsync(world);
        await world.ExecuteAsync("""
            insert into shielded_accounts (platform_id, account_id, kind, reason, added_by, added_as, added_at, expires_at)
            values (7, 'acc-1', 'press', 'x', gen_random_uuid(), 'Lead', $1, $2)
            """, world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(30));
        await world.LookAgainAsync("acc-1");
        await ScoringWorld.DrainAsync(host);
        Assert.True(await RiskAsync(world) < before - 0.1);
        world.Time.Advance(TimeSpan.FromDays(31));
        await world.LookAgainAsync("acc-1");
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(before, await RiskAsync(world), 4);
    }

    [Fact]
    public async Task What_was_cleared_does_not_come_back_and_much_new_evidence_does()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 4));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("""
            insert into account_clearances (platform_id, account_id, id, severity, seen_evidence, reason, cleared_by, cleared_as, cleared_at, expires_at)
            select 7, 'acc-1', gen_random_uuid(), 3, evidence_count, 'x', gen_random_uuid(), 'Lead', $1, $2 from account_scores
            """, world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(90));
        await world.LookAgainAsync("acc-1");
        await ScoringWorld.DrainAsync(host);
        Assert.True(await RiskAsync(world) < 0.1);
        // Another host reads the same from the database.
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 4, count: 1));
        await ScoringWorld.DrainAsync(world.Host());
        Assert.True(await RiskAsync(world) < 0.5);
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 5, count: 12));
        await ScoringWorld.DrainAsync(host);
        Assert.True(await RiskAsync(world) > 0.7);
    }

    [Theory]
    [InlineData("url", "https://thistle-press.example/join")]
    [InlineData("avatar_pdq", "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95")]
    public async Task What_a_cleared_account_comes_to_show_in_its_profile_brings_it_back(string column, string value)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.BankProfilesAsync();
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("update cases set state = 'decided'");
        await ClearAsync();
        Assert.True(await RiskAsync(world) < 0.1);

        await world.ExecuteAsync($"update accounts set {column} = $1", value);
        await world.LookAgainAsync("acc-1");
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.True(await RiskAsync(world) > 0.7);

        // Cleared once more, now with this in sight.
        await world.ExecuteAsync("update cases set state = 'decided'");
        world.Time.Advance(TimeSpan.FromHours(1));
        await ClearAsync();
        Assert.True(await RiskAsync(world) < 0.1);

        async Task ClearAsync()
        {
            await world.ExecuteAsync("""
                insert into account_clearances (platform_id, account_id, id, severity, seen_evidence, reason, cleared_by, cleared_as, cleared_at, expires_at)
                select 7, 'acc-1', gen_random_uuid(), 3, evidence_count, 'x', gen_random_uuid(), 'Lead', $1, $2 from account_scores
                """, world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(90));
            await world.LookAgainAsync("acc-1");
            await ScoringWorld.DrainAsync(host);
        }
    }

    [Fact]
    public async Task A_lead_clears_an_account_of_which_only_the_profile_is_banked()
    {
        await using var world = await LearningWorld.CreateAsync(cluster);
        var lead = await world.Review.PersonAsync(Role.Lead);
        await world.Review.ExecuteAsync($"""
            insert into banks (platform_id, id, name, kind, policy_key, created_at) values ({ReviewWorld.Platform}, 'outlets', 'Outlets', 'urls', '{ReviewWorld.Policy}', now());
            insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values ({ReviewWorld.Platform}, 'outlets', gen_random_uuid(), 'thistle-press.example', 'domain', 1, false)
            """);
        Task ClearAsync() => world.Review.Run<ClearAccount>(lead, (clear, token) => clear.HandleAsync(new("voice", "The museum's own archive"), token));
        await world.ScoreAsync("voice", LearningWorld.LifeText(1));
        Assert.Equal(ShieldRules.NothingToClear, await ReviewWorld.BrokenAsync(ClearAsync));
        await world.Review.ExecuteAsync("update accounts set url = 'https://thistle-press.example/join' where id = 'voice'");
        await world.ScoreAsync("voice", LearningWorld.LifeText(2));
        var before = await world.ReadAsync<float>("select risk from account_scores where account_id = 'voice'");
        await ClearAsync();
        while (await world.Review.Services.GetRequiredService<ScoringDrain>().DrainOnceAsync(Cancellation) is { FoundWork: true })
        {
        }
        Assert.Equal(1L, await world.ReadAsync<long>("select seen_evidence from account_clearances"));
        Assert.True(await world.ReadAsync<float>("select risk from account_scores where account_id = 'voice'") < before - 0.1f);
    }

    static Task<float> RiskAsync(ScoringWorld world) => world.ReadAsync<float>("select risk from account_scores where account_id = 'acc-1'");
}
