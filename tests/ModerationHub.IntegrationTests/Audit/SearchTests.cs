using ModerationHub.Data;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Audit;

/// <summary>A lead finds decisions by anyone, about anything, at any time, and never those of another platform.</summary>
public sealed class SearchTests(TestCluster cluster) : ReviewTests(cluster)
{
    const int OtherPlatform = 2;

    Actor _lead = null!;

    async Task<AuditPageOf> SearchAsync(SearchAudit.Command search)
    {
        _lead ??= await World.PersonAsync(Role.Lead);
        return await World.Run<SearchAudit, AuditPageOf>(_lead, (handler, token) => handler.HandleAsync(search, token));
    }

    async Task<Guid[]> FindAsync(SearchAudit.Command search) => [.. (await SearchAsync(search)).Rows.Select(row => row.Id)];

    /// <summary>One decision a minute, the oldest first.</summary>
    async Task<Guid> DecideAsync(Actor actor, ActionKind kind = ActionKind.Suspend, string language = "en", string? account = null, string reason = "Calls for violence.", string? note = null, string? policy = null)
    {
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var id = await World.CaseAsync(language == "ar" ? "arabic" : "ordinary", language, account: account);
        await World.Run<ClaimCase, ClaimedCase>(actor, (handler, token) => handler.HandleAsync(new(id), token));
        var form = await World.FormAsync(id, new ActionRequest(kind));
        form = form with { Form = form.Form with { Reason = reason, Note = note, PolicyKey = policy } };
        return (await World.Run<DecideCase, DecisionMade>(actor, (handler, token) => handler.HandleAsync(form, token))).DecisionId;
    }

    [Fact]
    public async Task Who_decided_is_found_by_pseudonym_and_everybody_without_one_newest_first()
    {
        var (heron, kestrel) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Moderator));
        var first = await DecideAsync(heron);
        var second = await DecideAsync(kestrel);
        var third = await DecideAsync(heron);

        Assert.Equal([third, first], await FindAsync(new(Reviewer: heron.Name)));
        Assert.Equal([second], await FindAsync(new(Reviewer: kestrel.Name)));
        Assert.Equal([third, second, first], await FindAsync(new()));
        Assert.Empty(await FindAsync(new(Reviewer: "nobody")));
    }

    [Fact]
    public async Task What_was_done_and_what_became_of_it_are_found()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var suspended = await DecideAsync(heron);
        var warned = await DecideAsync(heron, ActionKind.Warn);
        var undone = await DecideAsync(heron, ActionKind.Restrict);
        await World.Run<UndoDecision, Guid>(heron, (handler, token) => handler.HandleAsync(new(undone), token));
        await World.FinaliseAsync();
        var reversal = Guid.CreateVersion7(World.Time.GetUtcNow());
        var lead = await World.PersonAsync(Role.Lead);
        await World.Run<OverturnDecision, DecisionMade>(lead, (handler, token) => handler.HandleAsync(new(reversal, suspended, "It was reporting."), token));

        Assert.Equal([warned], await FindAsync(new(Action: ActionKind.Warn)));
        Assert.Equal([suspended], await FindAsync(new(Action: ActionKind.Suspend)));
        Assert.Equal([reversal], await FindAsync(new(Action: ActionKind.Restore)));
        Assert.Equal([undone], await FindAsync(new(State: DecisionState.Undone)));
        Assert.Equal([suspended], await FindAsync(new(State: DecisionState.Overturned)));
        Assert.Equal([reversal, warned], await FindAsync(new(State: DecisionState.Final)));
        Assert.Empty(await FindAsync(new(Action: ActionKind.Suspend, State: DecisionState.Final)));
    }

    [Fact]
    public async Task When_begins_with_its_first_moment_and_ends_before_its_last()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var first = await DecideAsync(heron);
        var at = World.Time.GetUtcNow();
        var second = await DecideAsync(heron);

        Assert.Equal([second, first], await FindAsync(new(From: at)));
        Assert.Equal([second], await FindAsync(new(From: at.AddTicks(10))));
        Assert.Equal([first], await FindAsync(new(To: at.AddMinutes(1))));
        Assert.Equal([first], await FindAsync(new(From: at, To: at.AddSeconds(1))));
        // The same moment said in another place's time.
        Assert.Equal([first], await FindAsync(new(From: at.ToOffset(TimeSpan.FromHours(5)), To: at.AddSeconds(1).ToOffset(TimeSpan.FromHours(-3)))));
        Assert.Empty(await FindAsync(new(From: at.AddHours(1))));
    }

    [Fact]
    public async Task Words_of_reason_and_note_ids_and_accounts_are_found_and_signs_are_no_wildcards()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var plain = await DecideAsync(heron, account: "acct-plain", reason: "Calls to TAKE the lantern oath.");
        var percent = await DecideAsync(heron, account: "acct-percent", reason: "It sells 100% of it_all.", note: "Seen at the mill\\gate.");
        var arabic = await DecideAsync(heron, language: "ar", reason: "يدعو إلى العنف.");

        Assert.Equal([plain], await FindAsync(new(Text: "take the LANTERN")));
        Assert.Equal([percent], await FindAsync(new(Text: "100%")));
        Assert.Equal([percent], await FindAsync(new(Text: "it_all")));
        Assert.Empty(await FindAsync(new(Text: "it%all")));
        Assert.Empty(await FindAsync(new(Text: "lanter_")));
        Assert.Equal([percent], await FindAsync(new(Text: "mill\\gate")));
        Assert.Equal([arabic], await FindAsync(new(Text: "يدعو")));
        Assert.Equal([plain], await FindAsync(new(Text: "acct-plain")));
        Assert.Empty(await FindAsync(new(Text: "acct-pl")));
        Assert.Equal([percent], await FindAsync(new(Text: percent.ToString())));
        await using var db = World.Owner();
        var caseId = db.Decisions.Single(d => d.Id == arabic).CaseId;
        Assert.Equal([arabic], await FindAsync(new(Text: $" {caseId} ")));
        Assert.Equal(3, (await FindAsync(new(Text: "\0"))).Length);
    }

    [Fact]
    public async Task Policy_language_and_the_version_that_counted_then_are_told()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var old = await DecideAsync(heron);
        await World.ExecuteAsync($"""
            update policy_versions set state = 'retired' where policy_key = '{ReviewWorld.Spam}';
            insert into policy_versions (platform_id, policy_key, version, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, bank_ids, risk_parameters, state)
                select platform_id, policy_key, 2, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, bank_ids, risk_parameters, 'live' from policy_versions where policy_key = '{ReviewWorld.Spam}'
            """);
        var spam = await DecideAsync(heron, policy: ReviewWorld.Spam);
        var arabic = await DecideAsync(heron, language: "ar");

        var found = Assert.Single((await SearchAsync(new(Policy: ReviewWorld.Spam))).Rows);
        Assert.Equal((spam, 2), (found.Id, found.PolicyVersion));
        Assert.Equal([1, 1], (await SearchAsync(new(Policy: ReviewWorld.Policy))).Rows.Select(row => row.PolicyVersion));
        Assert.Equal([arabic, old], await FindAsync(new(Policy: ReviewWorld.Policy)));
        Assert.Equal([arabic], await FindAsync(new(Language: "ar")));
        Assert.Equal([spam, old], await FindAsync(new(Language: "en")));
    }

    [Fact]
    public async Task Every_filter_narrows_what_the_others_left()
    {
        var (heron, kestrel) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Moderator));
        var wanted = await DecideAsync(heron, ActionKind.Warn, "ar", reason: "The lantern oath.");
        var at = World.Time.GetUtcNow();
        await DecideAsync(kestrel, ActionKind.Warn, "ar", reason: "The lantern oath.");
        await DecideAsync(heron, ActionKind.Suspend, "ar", reason: "The lantern oath.");
        await DecideAsync(heron, ActionKind.Warn, "en", reason: "The lantern oath.");
        await DecideAsync(heron, ActionKind.Warn, "ar", reason: "Another.");
        SearchAudit.Command all = new(heron.Name, ReviewWorld.Policy, ActionKind.Warn, DecisionState.Pending, "ar", "lantern", at, at.AddHours(1));

        Assert.Equal([wanted], await FindAsync(all));
        Assert.Equal(2, (await FindAsync(all with { Reviewer = null })).Length);
        Assert.Equal(2, (await FindAsync(all with { Action = null })).Length);
        Assert.Equal(2, (await FindAsync(all with { Language = null })).Length);
        Assert.Equal(2, (await FindAsync(all with { Text = null })).Length);
        Assert.Empty(await FindAsync(all with { Policy = ReviewWorld.Spam }));
        Assert.Empty(await FindAsync(all with { State = DecisionState.Final }));
        Assert.Empty(await FindAsync(all with { To = at }));
        Assert.Empty(await FindAsync(all with { From = at.AddMinutes(30) }));
    }

    [Fact]
    public async Task Pages_give_every_decision_once_also_where_times_are_equal_and_others_come_in_between()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var made = await DecideAsync(heron);
        await World.ExecuteAsync($"""
            insert into decisions select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'number', null, 'decided_at', d.decided_at - (n / 4) * interval '1 second'))).*
            from decisions d, generate_series(1, {2 * SearchAudit.PageSize}) n where d.id = '{made}'
            """);

        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await SearchAsync(new(Reviewer: heron.Name, Cursor: cursor));
            Assert.InRange(page.Rows.Count, 1, SearchAudit.PageSize);
            seen.AddRange(page.Rows.Select(row => row.Id));
            if (cursor is null)
                await DecideAsync(heron);
            cursor = page.Next;
        } while (cursor is not null);

        Assert.Equal(2 * SearchAudit.PageSize + 1, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        foreach (var nonsense in (string[])["x", "1.x", "-1.x", "99999999999999999999.x"])
            Assert.Equal(CursorRules.Invalid, await ReviewWorld.BrokenAsync(() => SearchAsync(new(Cursor: nonsense))));
    }

    [Fact]
    public async Task Nothing_of_another_platform_is_found_whatever_is_asked()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var own = await DecideAsync(heron, account: "same-account", reason: "The lantern oath.");
        var foreign = await ForeignAsync("same-account", "The lantern oath.", heron);

        foreach (var search in (SearchAudit.Command[])[new(), new(Text: "lantern"), new(Text: "same-account"), new(Reviewer: heron.Name), new(Policy: ReviewWorld.Policy), new(Language: "en"), new(State: DecisionState.Pending)])
            Assert.Equal([own], await FindAsync(search));
        Assert.Empty(await FindAsync(new(Text: foreign.ToString())));
        Assert.Equal(DecisionRules.Unknown, await ReviewWorld.BrokenAsync(() => World.Run<ReadDecision, DecisionFile>(_lead, (handler, token) => handler.HandleAsync(new(foreign), token))));
        var there = _lead with { PlatformId = OtherPlatform };
        Assert.Equal([foreign], (await World.Run<SearchAudit, AuditPageOf>(there, (handler, token) => handler.HandleAsync(new(), token))).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task What_is_written_about_sealed_cases_is_neither_shown_nor_searched()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var made = await DecideAsync(heron, account: "acct-sealed", reason: "The lantern oath.", note: "At the mill.");
        await World.ExecuteAsync("update cases set lane = 'sealed', queue_id = 'sealed'");

        Assert.Empty(await FindAsync(new(Text: "lantern")));
        Assert.Empty(await FindAsync(new(Text: "mill")));
        Assert.Empty(await FindAsync(new(Text: "acct-sealed")));
        var trained = await World.PersonAsync(Role.Lead, sealedLane: true);
        Assert.Equal(made, Assert.Single((await World.Run<SearchAudit, AuditPageOf>(trained, (handler, token) => handler.HandleAsync(new(Text: "acct-sealed"), token))).Rows).Id);
        var row = Assert.Single((await SearchAsync(new(Text: made.ToString()))).Rows);
        Assert.Equal((true, null, null), (row.Sealed, row.Reason, row.Handle));
        await World.ExecuteAsync("update accounts set handle = 'Lantern_Keeper'");
        Assert.Empty(await FindAsync(new(Text: "@lantern_keeper")));
        await World.ExecuteAsync("update cases set lane = 'ordinary', queue_id = 'ordinary'");
        Assert.Equal([made], await FindAsync(new(Text: "@lantern_keeper")));
    }

    [Fact]
    public async Task What_stands_in_the_table_is_found_handle_and_numbers_of_case_and_decision()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        var made = await DecideAsync(heron, account: "acc-7");
        await DecideAsync(heron, account: "acc-8");
        await World.FinaliseAsync();
        await World.ExecuteAsync("update accounts set handle = 'Lantern_Keeper' where id = 'acc-7'");
        var row = (await SearchAsync(new())).Rows.Single(row => row.Id == made);
        var number = Features.Cases.Views.CaseViewOf.NumberOf(row.CaseId);

        foreach (var typed in (string[])["@lantern_keeper", "LANTERN_KEEPER", number, number.ToUpperInvariant(), row.CaseId.ToString(), row.Number!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            Assert.Equal([made], await FindAsync(new(Text: typed)));

        var found = Assert.Single(await World.Run<FindCases, IReadOnlyList<FoundCase>>(heron, (handler, token) => handler.HandleAsync(new(number), token)));
        Assert.Equal((row.CaseId, "Lantern_Keeper"), (found.Id, found.Handle));
        await World.ExecuteAsync("update cases set lane = 'sealed', queue_id = 'sealed'");
        Assert.Empty(await World.Run<FindCases, IReadOnlyList<FoundCase>>(heron, (handler, token) => handler.HandleAsync(new(number), token)));
    }

    [Fact]
    public async Task A_moderator_searches_nothing()
    {
        var heron = await World.PersonAsync(Role.Moderator);
        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<SearchAudit, AuditPageOf>(heron, (handler, token) => handler.HandleAsync(new(), token)));
    }

    /// <summary>The same account, words and reviewer on the second platform.</summary>
    async Task<Guid> ForeignAsync(string account, string reason, Actor reviewer)
    {
        var now = World.Time.GetUtcNow();
        var (caseId, id) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        await using var db = World.Owner();
        db.Platforms.Add(new Platform { Id = OtherPlatform, Key = "other", Name = "Other", CreatedAt = now });
        db.AuditHeads.Add(new AuditHead { PlatformId = OtherPlatform });
        db.Queues.Add(new Queue { PlatformId = OtherPlatform, Id = "ordinary", Name = "ordinary", Kind = QueueKind.Ordinary });
        db.Policies.Add(new Policy { PlatformId = OtherPlatform, Key = ReviewWorld.Policy, Name = "Policy", Severity = Severity.High });
        db.Accounts.Add(new Account { PlatformId = OtherPlatform, Id = account, Bucket = AccountBucket.Of(account), FirstSeenAt = now, UpdatedAt = now });
        await db.SaveChangesAsync(Cancellation);
        db.PolicyVersions.Add(new PolicyVersion { PlatformId = OtherPlatform, PolicyKey = ReviewWorld.Policy, Version = 1, Text = "Text.", Threshold = 0.6, TargetMinutes = 60, AllowedActions = ["warn"], State = PolicyVersionState.Live });
        await db.SaveChangesAsync(Cancellation);
        db.Cases.Add(new Case
        {
            PlatformId = OtherPlatform, Id = caseId, AccountId = account, QueueId = "ordinary", PolicyKey = ReviewWorld.Policy, PolicyVersion = 1, Risk = 0.9, Language = "en", OpenedAt = now, ChangedAt = now,
        });
        await db.SaveChangesAsync(Cancellation);
        db.Decisions.Add(new Decision
        {
            PlatformId = OtherPlatform, Id = id, CaseId = caseId, AccountId = account, PolicyKey = ReviewWorld.Policy, PolicyVersion = 1, Reason = reason, Exhibits = [], Language = "en",
            DecidedBy = reviewer.UserId!.Value, DecidedAs = reviewer.Name, DecidedAt = now, UndoUntil = now.AddSeconds(10), State = DecisionState.Pending, AccountStateBefore = AccountState.Active,
            Actions = [new DecisionAction { PlatformId = OtherPlatform, DecisionId = id, Ordinal = 0, Kind = ActionKind.Warn }],
        });
        await db.SaveChangesAsync(Cancellation);
        return id;
    }
}
