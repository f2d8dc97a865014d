using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>The platform says what became of a decision. A repeat changes nothing, and what is older than what is known is passed over.</summary>
public sealed class RecordEnforcement(Operation op, CaseStory story)
{
    const int MaxDetail = 1000;

    public sealed record Command(Guid DecisionId, EnforcementState State, DateTimeOffset At, string? Detail = null);

    /// <summary>True when something changed.</summary>
    public async Task<bool> HandleAsync(Command command, CancellationToken cancellation)
    {
        // Only the platform itself knows; nobody of the team may say it in its place.
        if (op.Actor.UserId is not null)
            throw new NotPermittedException(Permission.ManageKeys);
        if (command.State == EnforcementState.Pending)
            throw new RuleBrokenException(EnforcementRules.NotAnOutcome);
        var decision = await op.Db.Decisions.FromSql($"select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.id = {command.DecisionId} for update")
            .Include(d => d.Actions).SingleOrDefaultAsync(cancellation);
        if (decision is not { State: DecisionState.Final or DecisionState.Overturned })
            throw new RuleBrokenException(DecisionRules.Unknown);
        var detail = command.Detail is { Length: > MaxDetail } longer ? longer[..MaxDetail] : command.Detail;
        var at = command.At.ToUniversalTime();
        var changed = decision.Actions.Where(a => a.EnforcementAt is null || a.EnforcementAt < at).ToList();
        if (changed.Count == 0)
            return false;
        foreach (var action in changed)
            (action.Enforcement, action.EnforcementAt, action.EnforcementDetail) = (command.State, at, detail);
        story.Note(decision.CaseId, "enforcement", SnakeCase.Of(command.State));
        op.Audit("decision.enforcement", "decision", decision.Id.ToString(), new { command.State, at, detail }, decision.CaseId);
        return true;
    }
}

public static class EnforcementRules
{
    public static readonly Rule NotAnOutcome = new("enforcement_not_an_outcome", "An outcome is applied, refused or failed.");
}
