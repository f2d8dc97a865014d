using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>Loads a case to act on it, and tells what happened to it: its timeline and the reviewers' screens.</summary>
public sealed class CaseStory(Operation op, VisibleQueues queues)
{
    /// <summary>State of a live event that tells a queue's screens to drop a row because the case went to another queue.</summary>
    public const string Moved = "moved";

    /// <summary>State of a live event that tells that a decision on the case was taken back.</summary>
    public const string Undone = "undone";

    /// <summary>
    /// The case with its row locked until the commit: scoring and sweeps touch it too, and somebody's decision must not
    /// fail because of them. The row version still refuses whoever comes second.
    /// </summary>
    public async Task<Case> LockAsync(Guid caseId, CancellationToken cancellation)
    {
        var @case = await op.Db.Cases
            .FromSql($"select c.*, c.xmin from cases c where c.platform_id = {op.PlatformId} and c.id = {caseId} for update")
            .SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(CaseRules.Unknown);
        await DemandSightAsync(@case.Id, @case.Lane, @case.QueueId, cancellation);
        return @case;
    }

    public async Task DemandSightAsync(Guid caseId, CaseLane lane, string queueId, CancellationToken cancellation)
    {
        if (lane == CaseLane.Sealed)
            op.Actor.Demand(Permission.ReadSealedLane);
        if (op.Actor.UserId is not null && !await queues.SeesAsync(queueId, cancellation) && !(lane == CaseLane.Threat && await EverybodyIsCalledAsync(caseId, cancellation)))
            throw new NotPermittedException(Permission.ReadCases);
    }

    /// <summary>An alarm that climbed to the top opens its case to everybody who decides, until it is handed back; also while its decision can be undone.</summary>
    async Task<bool> EverybodyIsCalledAsync(Guid caseId, CancellationToken cancellation) => op.Actor.Can(Permission.DecideCase)
        && await op.Db.Escalations.AnyAsync(e => e.CaseId == caseId && e.Level >= EscalationPlan.Everybody && !e.Sealed
            && (e.ClosedAt == null || (e.Outcome == EscalationPlan.Decided && e.ClosedAt > op.Now - Decision.UndoTime)), cancellation);

    public Task<Escalation?> OpenEscalationAsync(Guid caseId, CancellationToken cancellation) =>
        op.Db.Escalations.SingleOrDefaultAsync(e => e.CaseId == caseId && e.ClosedAt == null, cancellation);

    public void Note(Guid caseId, CaseEventKind kind, string? detail = null) => op.Db.CaseEvents.Add(new CaseEvent
    {
        PlatformId = op.PlatformId, CaseId = caseId, Id = op.NewId(), At = op.Now, Kind = SnakeCase.Of(kind),
        Actor = op.Actor.UserId is null ? null : op.Actor.Name, Detail = detail,
    });

    public void Publish(LiveKind kind, Case @case, string? by = null, string? queueId = null, string? state = null) => op.Publish(new LiveEvent
    {
        PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = kind, SubjectId = @case.Id, QueueId = queueId ?? @case.QueueId,
        Band = @case.Band, Rank = @case.Rank, State = state ?? SnakeCase.Of(@case.State), By = by,
    });

    /// <summary>Screens of the queue that it left drop it; those of its new queue gain it.</summary>
    public void PublishMove(Case @case, string fromQueueId)
    {
        if (fromQueueId == @case.QueueId)
        {
            Publish(LiveKind.CaseReleased, @case);
            return;
        }
        Publish(LiveKind.CaseReleased, @case, queueId: fromQueueId, state: Moved);
        Publish(LiveKind.CandidateRaised, @case);
    }
}
