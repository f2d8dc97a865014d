using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Enforcement;

/// <summary>From the decision to what the platform hears, with the way back.</summary>
public sealed class DecisionTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<Guid> UndoAsync(Actor actor, Guid decision) => World.Run<UndoDecision, Guid>(actor, (h, t) => h.HandleAsync(new(decision), t));

    Task<DecisionMade> OverturnAsync(Actor actor, Guid decision) =>
        World.Run<OverturnDecision, DecisionMade>(actor, (h, t) => h.HandleAsync(new(Guid.CreateVersion7(World.Time.GetUtcNow()), decision, "It was reporting."), t));

    Task<AddedEndpoint> EndpointAsync(Actor admin) =>
        World.Run<AddWebhookEndpoint, AddedEndpoint>(admin, (h, t) => h.HandleAsync(new("http://127.0.0.1:9/hooks"), t));

    async Task<Decision> DecisionAsync(Guid id)
    {
        await using var db = World.Owner();
        return await db.Decisions.AsNoTracking().SingleAsync(d => d.Id == id, Cancellation);
    }

    async Task<List<(string Event, DeliveryState State)>> DeliveriesAsync()
    {
        await using var db = World.Owner();
        return [.. (await db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Cancellation)).Select(d => (d.Event, d.State))];
    }

    async Task<List<string>> AuditAsync()
    {
        await using var db = World.Owner();
        return await db.AuditEntries.AsNoTracking().OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Cancellation);
    }

    [Fact]
    public async Task What_sets_an_accounts_state_says_when_and_what_does_not_leaves_it()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        async Task<DateTimeOffset?> SetAtAsync(string account)
        {
            await using var db = World.Owner();
            return await db.Accounts.Where(a => a.Id == account).Select(a => EF.Property<DateTimeOffset?>(a, AccountColumns.StateEventAt)).SingleAsync(Cancellation);
        }

        await World.DecideAsync(heron, await World.CaseAsync(account: "acct-warned"), new ActionRequest(ActionKind.Warn));
        Assert.Null(await SetAtAsync("acct-warned"));
        var made = await World.DecideAsync(heron, await World.CaseAsync(account: "acct-undone"));
        Assert.Equal(World.Time.GetUtcNow(), await SetAtAsync("acct-undone"));
        World.Time.Advance(TimeSpan.FromSeconds(5));
        await World.Run<UndoDecision, Guid>(heron, (h, t) => h.HandleAsync(new(made.DecisionId), t));
        Assert.Equal(World.Time.GetUtcNow(), await SetAtAsync("acct-undone"));
        await World.DecideForGoodAsync(heron, await World.CaseAsync(account: "acct-timed"), new ActionRequest(ActionKind.Restrict, null, TimeSpan.FromHours(1)));
        World.Time.Advance(TimeSpan.FromHours(2));
        await World.Get<EndTimedActions>().RunAsync(Cancellation);
        Assert.Equal(World.Time.GetUtcNow(), await SetAtAsync("acct-timed"));
    }

    [Fact]
    public async Task What_was_found_while_a_decision_could_be_undone_is_looked_at_when_that_is_over()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        async Task<int> WaitingAsync(string account)
        {
            await using var db = World.Owner();
            return await db.Chunks.CountAsync(c => c.AccountIds.Contains(account), Cancellation);
        }

        await World.DecideForGoodAsync(heron, await World.CaseAsync(account: "acct-final"));
        var undone = await World.DecideAsync(heron, await World.CaseAsync(account: "acct-undone"));
        Assert.Equal((1, 0), (await WaitingAsync("acct-final"), await WaitingAsync("acct-undone")));
        await World.Run<UndoDecision, Guid>(heron, (h, t) => h.HandleAsync(new(undone.DecisionId), t));
        Assert.Equal(1, await WaitingAsync("acct-undone"));
    }

    [Fact]
    public async Task Where_a_decision_holds_stands_in_the_timeline_in_audit_and_in_the_history_and_must_be_a_country()
    {
        Assert.Equal(249, Territories.Codes.Count);
        var (moderator, lead) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Lead));
        var id = await World.CaseAsync(account: "acct");
        var other = await World.CaseAsync();
        foreach (var (action, rule) in new (ActionRequest, Rule)[]
        {
            (new(ActionKind.Restrict, Territories: ["XX"]), DecisionRules.TerritoryUnknown), (new(ActionKind.Restrict, Territories: ["de"]), DecisionRules.TerritoryUnknown),
            (new(ActionKind.Warn, Territories: ["DE"]), DecisionRules.TerritoryMisplaced),
        })
            Assert.Equal(rule, await ReviewWorld.BrokenAsync(() => World.DecideAsync(lead, other, action)));
        var made = await World.DecideForGoodAsync(moderator, id, new ActionRequest(ActionKind.Restrict, Territories: ["EG", "DE", "EG"]));

        var file = await World.Run<Features.Cases.ReadCase, Features.Cases.CaseFile>(moderator, (read, token) => read.HandleAsync(new(id), token));
        Assert.Contains(file.Timeline, entry => entry is { Kind: "decided", Detail: "restrict in DE, EG" });
        Assert.Equal(["DE", "EG"], Assert.Single(file.Decisions).Territories);
        var audited = await World.Run<Features.Audit.ReadDecision, Features.Audit.DecisionFile>(lead, (read, token) => read.HandleAsync(new(made.DecisionId), token));
        Assert.Equal(["EG", "DE"], Assert.Single(audited.Decision.Actions).Territories);
        Assert.Equal(["EG", "DE"], audited.Decision.StatementOfReasons!.Territories);
    }

    [Fact]
    public async Task Strikes_count_as_the_policys_version_sets_as_long_as_it_sets()
    {
        var (moderator, lead) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Lead));
        var (overturned, standing) = (await World.CaseAsync(), await World.CaseAsync());
        await using (var db = World.Owner())
            await db.PolicyVersions.ExecuteUpdateAsync(v => v.SetProperty(x => x.Strikes, 3).SetProperty(x => x.StrikeDays, 30), Cancellation);
        var made = await World.DecideForGoodAsync(moderator, overturned, new ActionRequest(ActionKind.Warn));
        Assert.Equal(3, await StrikesAsync(overturned));
        await OverturnAsync(lead, made.DecisionId);
        Assert.Equal(0, await StrikesAsync(overturned));

        await World.DecideForGoodAsync(moderator, standing, new ActionRequest(ActionKind.Warn));
        Assert.Contains(await World.Run<Features.Policies.ReadPolicies, IReadOnlyList<Features.Policies.PolicyLine>>(lead, (read, token) => read.HandleAsync(token)), line => line.Strikes == 3);
        World.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(3, await StrikesAsync(standing));
        World.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await StrikesAsync(standing));

        async Task<int> StrikesAsync(Guid id) => (await World.Run<Features.Cases.ReadCase, Features.Cases.CaseFile>(moderator, (read, token) => read.HandleAsync(new(id), token))).Strikes;
    }

    [Fact]
    public async Task What_holds_in_some_countries_and_what_only_warns_leaves_the_accounts_state_alone()
    {
        var moderator = await World.PersonAsync(Role.Moderator);
        foreach (var action in new[] { new ActionRequest(ActionKind.Suspend, Territories: ["DE"]), new ActionRequest(ActionKind.Warn) })
        {
            var id = await World.CaseAsync();
            await using (var db = World.Owner())
                await db.Accounts.ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AccountState.Restricted), Cancellation);
            var made = await World.DecideAsync(moderator, id, action);
            Assert.Equal(AccountState.Restricted, (await World.AccountOfAsync(id)).State);
            await UndoAsync(moderator, made.DecisionId);
            Assert.Equal(AccountState.Restricted, (await World.AccountOfAsync(id)).State);
        }
    }

    [Fact]
    public async Task A_decision_changes_the_account_at_once_and_leaves_when_its_undo_time_is_over()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var id = await World.CaseAsync();
        var made = await World.DecideAsync(await World.PersonAsync(Role.Moderator), id);

        Assert.Equal(AccountState.Suspended, (await World.AccountOfAsync(id)).State);
        var held = await DeliveriesAsync();
        Assert.Contains(("decision.made", DeliveryState.Held), held);
        Assert.Contains(("statement.issued", DeliveryState.Held), held);
        await World.Get<FinaliseDecisions>().RunAsync(Cancellation);
        Assert.Equal((DecisionState.Pending, null), ((await DecisionAsync(made.DecisionId)).State, (await DecisionAsync(made.DecisionId)).Number));

        await World.FinaliseAsync();
        Assert.Equal((DecisionState.Final, 1L), ((await DecisionAsync(made.DecisionId)).State, (await DecisionAsync(made.DecisionId)).Number));
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Pending, d.State));
        Assert.Contains(("report.resolved", DeliveryState.Pending), await DeliveriesAsync());
    }

    [Fact]
    public async Task Each_report_since_the_accounts_last_decision_is_resolved_once_and_an_authoritys_never()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var moderator = await World.PersonAsync(Role.Moderator);
        Task ReportsAsync(string prefix, int count, string kind = "user") => World.ExecuteAsync($"""
            insert into reports (platform_id, id, account_id, reporter_id, reporter_kind, reason, at, received_at)
            select {ReviewWorld.Platform}, '{prefix}' || n, 'crowded', 'u' || n, '{kind}', 'other', timestamptz '{World.Time.GetUtcNow():O}', timestamptz '{World.Time.GetUtcNow():O}' from generate_series(1, {count}) n
            """);

        var first = await World.CaseAsync(account: "crowded");
        await ReportsAsync("a", 2_500);
        await ReportsAsync("ministry", 1, "authority");
        var undone = await World.DecideAsync(moderator, first);
        await UndoAsync(moderator, undone.DecisionId);
        var made = await World.DecideForGoodAsync(moderator, first, new ActionRequest(ActionKind.NoAction));
        var resolved = await ResolvedAsync(made.DecisionId);
        var ids = Reports(resolved);
        Assert.Equal((2_501, 2_501, false), (ids.Length, ids.Distinct().Count(), ids.Any(id => id.StartsWith("ministry", StringComparison.Ordinal))));
        Assert.Empty(await ResolvedAsync(undone.DecisionId));
        // They leave after the decision itself, with the same envelope.
        await using (var db = World.Owner())
            Assert.True(await db.WebhookDeliveries.Where(d => d.DecisionId == made.DecisionId && d.Event == WebhookEvents.DecisionMade).AllAsync(d => d.Id < resolved[0].Id, Cancellation));
        var envelope = System.Text.Json.JsonDocument.Parse(resolved[0].Payload).RootElement;
        Assert.Equal((resolved[0].Id, "report.resolved", "rejected"), (envelope.GetProperty("delivery_id").GetGuid(), envelope.GetProperty("event").GetString(), envelope.GetProperty("data").GetProperty("outcome").GetString()));

        World.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await World.CaseAsync(account: "crowded");
        await ReportsAsync("b", 3);
        made = await World.DecideForGoodAsync(moderator, second);
        Assert.Equal(["b1", "b2", "b3"], Reports(await ResolvedAsync(made.DecisionId)).Where(id => id[0] is 'a' or 'b').Order(StringComparer.Ordinal));
    }

    async Task<List<WebhookDelivery>> ResolvedAsync(Guid decision)
    {
        await using var db = World.Owner();
        return await db.WebhookDeliveries.AsNoTracking().Where(d => d.DecisionId == decision && d.Event == WebhookEvents.ReportResolved).OrderBy(d => d.Id).ToListAsync(Cancellation);
    }

    static string[] Reports(List<WebhookDelivery> resolved) =>
        [.. resolved.Select(d => System.Text.Json.JsonDocument.Parse(d.Payload).RootElement.GetProperty("data").GetProperty("report_id").GetString()!)];

    [Fact]
    public async Task A_report_is_resolved_once_however_late_it_was_committed_and_whatever_becomes_of_the_decision()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var (moderator, lead) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Lead));
        var id = await World.CaseAsync(account: "late");
        var decidedAt = World.Time.GetUtcNow();
        Task ReportAsync(string report, DateTimeOffset receivedAt) => World.ExecuteAsync($"""
            insert into reports (platform_id, id, account_id, reporter_id, reporter_kind, reason, at, received_at)
            values ({ReviewWorld.Platform}, '{report}', 'late', 'u', 'user', 'other', timestamptz '{receivedAt:O}', timestamptz '{receivedAt:O}')
            """);
        static IEnumerable<string> Late(List<WebhookDelivery> resolved) => Reports(resolved).Where(report => report[0] != 'r').Order(StringComparer.Ordinal);

        var first = await World.DecideAsync(moderator, id, new ActionRequest(ActionKind.NoAction));
        await ReportAsync("at-that-moment", decidedAt);
        await ReportAsync("before", decidedAt.AddMilliseconds(-5));
        World.Time.Advance(TimeSpan.FromSeconds(1));
        await ReportAsync("behind", World.Time.GetUtcNow());
        await World.FinaliseAsync();
        Assert.Equal(["at-that-moment", "before"], Late(await ResolvedAsync(first.DecisionId)));

        await ReportAsync("slow", decidedAt.AddMilliseconds(-5));
        await OverturnAsync(lead, first.DecisionId);
        var second = await World.DecideForGoodAsync(moderator, id);
        Assert.Equal(["behind", "slow"], Late(await ResolvedAsync(second.DecisionId)));
        Assert.Equal(2 + 1, (await ResolvedAsync(first.DecisionId)).Count);
    }

    [Fact]
    public async Task A_report_that_another_hosts_decision_takes_meanwhile_is_left_to_that_one()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var made = await World.DecideAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync());
        await using var source = Npgsql.NpgsqlDataSource.Create(World.OwnerConnectionString);
        Task finalising;
        await using (var holder = await source.OpenConnectionAsync(Cancellation))
        {
            await using var other = await holder.BeginTransactionAsync(Cancellation);
            await using (var take = new Npgsql.NpgsqlCommand($"update reports set resolved_by = '{Guid.CreateVersion7()}'", holder, other))
                Assert.Equal(1, await take.ExecuteNonQueryAsync(Cancellation));
            finalising = Task.Run(World.FinaliseAsync, Cancellation);
            await using var waiting = source.CreateCommand("select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename = 'hub_app'");
            while (await waiting.ExecuteScalarAsync(Cancellation) is not true)
                await Task.Yield();
            await other.CommitAsync(Cancellation);
        }
        await finalising;
        Assert.Equal(DecisionState.Final, (await DecisionAsync(made.DecisionId)).State);
        Assert.Empty(await ResolvedAsync(made.DecisionId));
    }

    [Fact]
    public async Task Undo_puts_everything_back_and_is_an_entry_of_its_own()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        var made = await World.DecideAsync(moderator, id);
        await UndoAsync(moderator, made.DecisionId);

        Assert.Equal(AccountState.Active, (await World.AccountOfAsync(id)).State);
        var @case = await World.CaseOfAsync(id);
        Assert.Equal((CaseState.Claimed, moderator.UserId), (@case.State, @case.ClaimedBy));
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Cancelled, d.State));
        Assert.Equal(["case.decided", "decision.undone"], (await AuditAsync()).TakeLast(2));
        Assert.Equal(DecisionRules.AlreadyUndone, await ReviewWorld.BrokenAsync(() => UndoAsync(moderator, made.DecisionId)));
        await World.FinaliseAsync();
        Assert.Equal(DecisionState.Undone, (await DecisionAsync(made.DecisionId)).State);
    }

    [Fact]
    public async Task Undo_is_told_to_whoever_watches_decisions()
    {
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        var made = await World.DecideAsync(moderator, id);
        await UndoAsync(moderator, made.DecisionId);
        lock (World.Live)
            Assert.Equal((id, Domain.Live.LiveKind.CaseClaimed), Assert.Single(World.Live.Where(e => e.State == Features.Cases.CaseStory.Undone).Select(e => (e.SubjectId, e.Kind))));
    }

    [Fact]
    public async Task Opening_a_decision_again_within_a_minute_is_one_reading()
    {
        var made = await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync());
        var (lead, other) = (await World.PersonAsync(Role.Lead), await World.PersonAsync(Role.Lead));
        await ReadAsync(lead);
        await ReadAsync(lead);
        Assert.Equal(1, await ReadingsAsync());
        await ReadAsync(other);
        Assert.Equal(2, await ReadingsAsync());
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(lead);
        Assert.Equal(3, await ReadingsAsync());

        Task ReadAsync(Actor actor) => World.Run<Features.Audit.ReadDecision, Features.Audit.DecisionFile>(actor, (h, t) => h.HandleAsync(new(made.DecisionId), t));

        async Task<int> ReadingsAsync()
        {
            await using var db = World.Owner();
            return await db.AuditReads.CountAsync(r => r.SubjectKind == "decision", Cancellation);
        }
    }

    [Fact]
    public async Task Of_many_undos_and_several_sweeps_at_once_exactly_one_finds_each_decision_pending()
    {
        var moderator = await World.PersonAsync(Role.Moderator);
        List<Guid> made = [];
        for (var i = 0; i < 40; i++)
            made.Add((await World.DecideAsync(moderator, await World.CaseAsync())).DecisionId);
        World.Time.Advance(Decision.UndoTime - TimeSpan.FromMilliseconds(1));
        // The time runs out while they are under way, and two hosts look for what is over.
        var undos = made.ConvertAll(id => Task.Run(async () => await Record.ExceptionAsync(() => UndoAsync(moderator, id)), Cancellation));
        World.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => World.Get<FinaliseDecisions>().RunAsync(Cancellation), Cancellation)));
        var refused = await Task.WhenAll(undos);
        await World.Get<FinaliseDecisions>().RunAsync(Cancellation);

        foreach (var (id, why) in made.Zip(refused))
        {
            Assert.Equal(why is null ? DecisionState.Undone : DecisionState.Final, (await DecisionAsync(id)).State);
            if (why is not null)
                Assert.Equal(DecisionRules.UndoTimeOver, Assert.IsType<RuleBrokenException>(why).Rule);
        }
        var audit = await AuditAsync();
        Assert.Equal(refused.Count(why => why is null), audit.Count(action => action == "decision.undone"));
        await using var db = World.Owner();
        Assert.Equal(refused.Count(why => why is not null), await db.Accounts.CountAsync(a => a.State == AccountState.Suspended, Cancellation));
    }

    [Fact]
    public async Task The_same_decision_sent_twice_is_one_and_another_s_id_is_refused()
    {
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        await World.Run<Features.Triage.ClaimCase, Features.Triage.ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        var command = await World.FormAsync(id);
        var first = await World.Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(command, t));
        Assert.Equal(first, await World.Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(command, t)));
        Assert.Single(await AuditAsync(), a => a == "case.decided");
        var other = await World.PersonAsync(Role.Moderator);
        Assert.Equal(DecisionRules.IdTaken, await ReviewWorld.BrokenAsync(() => World.Run<DecideCase, DecisionMade>(other, (h, t) => h.HandleAsync(command, t))));
    }

    [Fact]
    public async Task A_suspension_without_context_check_or_exhibits_is_refused_and_changes_nothing()
    {
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        await World.Run<Features.Triage.ClaimCase, Features.Triage.ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        var whole = await World.FormAsync(id);
        Assert.Equal(DecisionRules.ContextCheckRequired, await Refused(whole with { Form = whole.Form with { Context = null } }));
        Assert.Equal(DecisionRules.ExhibitsRequired, await Refused(whole with { Form = whole.Form with { Exhibits = [] } }));
        Assert.Equal(DecisionRules.UnknownExhibit, await Refused(whole with { Form = whole.Form with { Exhibits = ["elsewhere"] } }));
        Assert.Equal(DecisionRules.ContextNeedsNote, await Refused(whole with { Form = whole.Form with { Context = new(true, false, false, false, false) } }));
        Assert.Equal(AccountState.Active, (await World.AccountOfAsync(id)).State);
        await Assert.ThrowsAsync<NotPermittedException>(async () =>
        {
            var auditor = await World.PersonAsync(Role.Auditor);
            await World.Run<DecideCase, DecisionMade>(auditor, (h, t) => h.HandleAsync(whole, t));
        });

        Task<Rule> Refused(DecideCase.Command command) => ReviewWorld.BrokenAsync(() => World.Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(command, t)));
    }

    [Fact]
    public async Task A_lead_overturns_once_and_not_their_own_and_the_account_is_restored()
    {
        await EndpointAsync(await World.PersonAsync(Role.Admin));
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        var lead = await World.PersonAsync(Role.Lead);
        var made = await World.DecideAsync(moderator, id);
        Assert.Equal(DecisionRules.NotFinal, await ReviewWorld.BrokenAsync(() => OverturnAsync(lead, made.DecisionId)));
        await World.FinaliseAsync();
        await Assert.ThrowsAsync<NotPermittedException>(() => OverturnAsync(moderator, made.DecisionId));

        var reversal = await OverturnAsync(lead, made.DecisionId);
        Assert.Equal(AccountState.Active, (await World.AccountOfAsync(id)).State);
        Assert.Equal((DecisionState.Overturned, 2L), ((await DecisionAsync(made.DecisionId)).State, (await DecisionAsync(reversal.DecisionId)).Number));
        Assert.Contains(("decision.reversed", DeliveryState.Pending), await DeliveriesAsync());
        Assert.Equal("decision.overturned", (await AuditAsync())[^1]);
        Assert.Equal(DecisionRules.AlreadyOverturned, await ReviewWorld.BrokenAsync(() => OverturnAsync(lead, made.DecisionId)));

        var own = await World.DecideForGoodAsync(lead, await World.CaseAsync());
        Assert.Equal(DecisionRules.OwnDecision, await ReviewWorld.BrokenAsync(() => OverturnAsync(lead, own.DecisionId)));
    }
}
