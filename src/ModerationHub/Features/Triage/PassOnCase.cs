using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

public enum PassReason { CannotRead, NeedsSpecialist, NeedsContext }

/// <summary>
/// Gives a case to others who can judge it: to the queue of its language, to specialists, or to somebody with more context.
/// It never counts as no action, and does not come back to the reviewer who passed it on.
/// </summary>
public sealed class PassOnCase(Operation op, CaseStory story, Escalations escalations)
{
    public sealed record Command(Guid CaseId, PassReason Reason, string? Note = null);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var user = op.Actor.DemandUser();
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var from = @case.QueueId;
        var reason = SnakeCase.Of(command.Reason);
        if (command.Reason == PassReason.NeedsSpecialist && @case.Lane == CaseLane.Ordinary)
            await escalations.RaiseAsync(@case, EscalationKind.Specialist, command.Note is { Length: > 0 } note ? note : EscalationWords.NeedsSpecialist, cancellation);
        else
            @case.PassOn(user, command.Reason == PassReason.CannotRead && @case.Lane == CaseLane.Ordinary ? await LanguageQueueAsync(@case, cancellation) : from, op.Now);
        await op.Db.Database.ExecuteSqlAsync($"""
            insert into case_passes (platform_id, case_id, user_id, reason, at) values ({op.PlatformId}, {@case.Id}, {user}, {reason}, {op.Now})
            on conflict (platform_id, case_id, user_id) do update set reason = excluded.reason, at = excluded.at
            """, cancellation);
        story.Note(@case.Id, CaseEventKind.PassedOn, command.Note is { Length: > 0 } ? $"{reason}: {command.Note}" : reason);
        op.Audit("case.passed_on", "case", @case.Id.ToString(), new { reason, from_queue = from, to_queue = @case.QueueId, command.Note }, @case.Id);
        story.PublishMove(@case, from);
    }

    /// <summary>The queue made for the case's language; without one it stays where others will see it.</summary>
    async Task<string> LanguageQueueAsync(Case @case, CancellationToken cancellation)
    {
        if (@case.Language is not { } language)
            return @case.QueueId;
        var queues = await op.Db.Queues.AsNoTracking().Where(q => q.Kind == QueueKind.Language && q.ClosedAt == null).OrderBy(q => q.Position).ToListAsync(cancellation);
        return queues.Find(q => q.Languages.Contains(language, StringComparer.OrdinalIgnoreCase))?.Id ?? @case.QueueId;
    }
}
