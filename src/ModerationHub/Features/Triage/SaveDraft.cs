using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>What a reviewer has filled in so far.</summary>
public sealed record DecisionForm
{
    public IReadOnlyList<ActionRequest> Actions { get; init; } = [];

    /// <summary>Another policy than the case's own; null keeps it.</summary>
    public string? PolicyKey { get; init; }

    public string Reason { get; init; } = "";
    public string? Note { get; init; }
    public ContextCheck? Context { get; init; }
    public IReadOnlyList<string> Exhibits { get; init; } = [];
}

/// <summary>Keeps a decision that is being written, so that it survives a lost connection or a killed host.</summary>
public sealed class SaveDraft(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId, DecisionForm Form);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.DecideCase);
        var user = op.Actor.DemandUser();
        var @case = await op.Db.Cases.AsNoTracking().Where(c => c.Id == command.CaseId)
            .Select(c => new { c.Lane, c.QueueId }).SingleOrDefaultAsync(cancellation)
            ?? throw new Domain.RuleBrokenException(Domain.Cases.CaseRules.Unknown);
        await story.DemandSightAsync(command.CaseId, @case.Lane, @case.QueueId, cancellation);
        var payload = JsonSerializer.Serialize(command.Form, Operation.Json);
        await op.Db.Database.ExecuteSqlAsync($"""
            insert into decision_drafts (platform_id, case_id, user_id, payload, updated_at)
            values ({op.PlatformId}, {command.CaseId}, {user}, {payload}::jsonb, {op.Now})
            on conflict (platform_id, case_id, user_id) do update set payload = excluded.payload, updated_at = excluded.updated_at
            """, cancellation);
    }
}
