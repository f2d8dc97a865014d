using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>
/// The sealed lane: the reference of the report to the body that the law names, and until when all that is known of the account
/// is kept. The record says that and until when; the reference itself stays with the case, where the untrained do not see it.
/// </summary>
public sealed class PreserveCase(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId, string? Reference, DateTimeOffset Until);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadSealedLane);
        op.Actor.DemandUser();
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var sealing = @case.Lane == CaseLane.Sealed
            ? await op.Db.Escalations.Where(e => e.CaseId == @case.Id && e.Sealed).OrderByDescending(e => e.PreservedUntil != null).ThenByDescending(e => e.RaisedAt).ThenByDescending(e => e.Id).FirstOrDefaultAsync(cancellation)
            : null;
        if (sealing is null)
            throw new RuleBrokenException(PreservationRules.NotSealed);
        var before = sealing.PreservedUntil;
        sealing.Preserve(command.Reference, command.Until, op.Now);
        story.Note(@case.Id, CaseEventKind.Preserved);
        op.Audit("case.preserved", "case", @case.Id.ToString(),
            new { escalation_id = sealing.Id, sealing.PreservedUntil, before, external_report = sealing.ExternalReference is not null }, @case.Id);
    }
}
