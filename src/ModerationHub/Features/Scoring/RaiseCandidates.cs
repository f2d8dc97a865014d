using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <param name="Threat">The escalation for a threat to life, when there is one.</param>
public sealed record RaisedCase(Guid CaseId, string AccountId, string PolicyKey, int PolicyVersion, double Risk, string QueueId, long EvidenceCount, int Sources, Guid? Threat, bool Opened, bool Sealed);

public sealed record RaiseOutcome(IReadOnlyList<RaisedCase> Raised, IReadOnlyList<LiveEvent> Events);

/// <summary>
/// Accounts that crossed a threshold become candidates, inside the drain's transaction: a new case, or new evidence for the
/// one that is open. A decided account comes back only with evidence that its decision did not see; while that can be undone
/// only a threat to life does, whatever was decided. A person decides.
/// </summary>
public sealed class RaiseCandidates(AuditWriter audit, TimeProvider time)
{
    public async Task<RaiseOutcome> HandleAsync(NpgsqlTransaction transaction, PlatformContext context, IReadOnlyList<ScoredAccount> scored,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var concerned = scored.Where(Concerns).ToDictionary(a => a.Work.Id, StringComparer.Ordinal);
        if (concerned.Count == 0)
            return new([], []);
        var rows = new CaseRows(transaction, context.PlatformId);
        var open = await rows.LockUndecidedAsync(concerned.Keys, cancellation);
        var crossing = concerned.Values.Where(a => a.Main is { Crosses: true } && (a.NewThreat || !a.Work.IsSuspendedForGood) && !open.ContainsKey(a.Work.Id)).ToList();
        List<CaseDraft> opened = [];
        if (crossing.Count > 0)
        {
            var decided = await rows.DecidedAsync(crossing.Select(a => a.Work.Id), cancellation);
            var drafts = crossing.Where(a => Returns(a, decided.GetValueOrDefault(a.Work.Id)))
                .Select(a => CaseDraft.Open(a, context, now, NewId)).OfType<CaseDraft>().ToList();
            var made = await rows.InsertAsync(drafts, cancellation);
            opened = [.. drafts.Where(d => made.Contains(d.Id))];
            // Somebody reopened an old case of the account at the same moment: then that one gets the evidence.
            if (drafts.Count > opened.Count)
                foreach (var (account, row) in await rows.LockUndecidedAsync(drafts.Except(opened).Select(d => d.Scored.Work.Id), cancellation))
                    open[account] = row;
        }
        var changed = open.Values.Select(row => CaseDraft.Change(row, concerned[row.AccountId], context, now, NewId)).OfType<CaseDraft>().ToList();
        return await WriteAsync(rows, context, opened, changed, now, cancellation);
    }

    async Task<RaiseOutcome> WriteAsync(CaseRows rows, PlatformContext context, List<CaseDraft> opened, List<CaseDraft> changed,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var evidence = await new EvidenceReader(rows.Transaction, context, now).ReadAsync(opened, changed, cancellation);
        List<LiveEvent> events = [.. opened.Select(d => d.Live(LiveKind.CandidateRaised, NewId(), now))];
        foreach (var draft in changed.Where(d => d.Noticeable))
        {
            // Screens of the queue that it left drop the row; those of the threat queue gain it.
            if (draft.LeftQueue is { } left)
                events.Add(draft.Live(LiveKind.CaseReleased, NewId(), now, left, "moved"));
            events.Add(draft.Live(draft.LeftQueue is null ? LiveKind.CandidateChanged : LiveKind.CandidateRaised, NewId(), now));
        }
        events.AddRange(opened.Concat(changed).Where(d => d.Threat is not null).Select(d => d.Live(LiveKind.AlarmRaised, NewId(), now, state: "level_0")));
        await rows.WriteAsync(opened, changed, evidence, events, NewId, now, cancellation);
        return new([.. opened.Concat(changed.Where(d => d.Threat is not null)).Select(d => d.Record())], events);
    }

    /// <summary>The platform hears of a threat to life whoever found it, in the transaction that raises the alarm.</summary>
    public async Task TellPlatformAsync(NpgsqlTransaction transaction, int platformId, IReadOnlyList<RaisedCase> raised, DateTimeOffset now, CancellationToken cancellation)
    {
        var threats = raised.Where(r => r.Threat is not null).Select(r => (r.AccountId, (object)new
        {
            escalation_id = r.Threat, case_id = r.CaseId, account_id = r.AccountId, Kind = EscalationKind.ThreatToLife, r.Sealed,
            Owner = EscalationPlan.ThreatOwner(EscalationPlan.OnCall), DeadlineAt = now + EscalationPlan.ThreatStep, RaisedAt = now,
        })).ToList();
        if (threats.Count > 0)
            await DeliveryRows.SendNowAsync(transaction, platformId, WebhookEvents.EscalationRaised, threats, now, time, cancellation);
    }

    /// <summary>Entries for what the machine opened and escalated; the last statements of the transaction, because they lock the chain's head.</summary>
    public async Task AuditAsync(NpgsqlTransaction transaction, int platformId, IReadOnlyList<RaisedCase> raised, DateTimeOffset now, CancellationToken cancellation)
    {
        if (raised.Count == 0)
            return;
        List<AuditDraft> entries = [];
        foreach (var r in raised)
        {
            if (r.Opened)
                entries.Add(Entry("case.opened", r, new { r.AccountId, r.PolicyKey, r.PolicyVersion, Risk = Math.Round(r.Risk, 4), r.QueueId, r.EvidenceCount, r.Sources }));
            if (r.Threat is { } escalation)
                entries.Add(Entry("case.escalated", r, new { EscalationId = escalation, Kind = EscalationKind.ThreatToLife, r.Sealed, r.QueueId, Owner = EscalationPlan.ThreatOwner(0), Reason = CaseDraft.ThreatReason }));
        }
        await audit.AppendAsync(transaction, Actor.Machine(platformId), now, NewId(), entries, cancellation);

        static AuditDraft Entry(string action, RaisedCase r, object payload) => new(action, "case", r.CaseId.ToString(),
            System.Text.Json.JsonSerializer.Serialize(payload, Operation.Json), r.CaseId);
    }

    // Most accounts have neither a risk nor anything new: they cost no query. A second look may also lower the risk of an open case.
    static bool Concerns(ScoredAccount a) => a.Main is { } main && (main.Crosses || a.NewThreat || a.NewEvidence.Count > 0 || a.Work.LookAgain);

    static bool Returns(ScoredAccount a, DecidedAccount? decided) => decided is { CanBeUndone: true }
        ? a.NewThreat
        : !a.Work.IsSuspendedForGood && (decided is null || a.Memory.EvidenceCount > decided.SeenEvidence);

    Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());
}
