using ModerationHub.Domain.People;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A second lead approves a draft or sends it back with a remark. Nobody who wrote in it can.</summary>
public sealed class ReviewDraft(Operation op, PolicyVersions versions)
{
    public sealed record Command(string PolicyKey, int Version, uint Row, bool Approved, string? Remark);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var draft = await versions.SeenAsync(command.PolicyKey, command.Version, command.Row, cancellation);
        draft.Review(command.Approved, command.Remark, op.Actor.DemandUser(), op.Actor.Name, op.Now);
        var live = await versions.LiveAsync(draft.PolicyKey, cancellation);
        versions.Audit(command.Approved ? "policy.draft_approved" : "policy.draft_returned", draft, new { draft.Remark, Backtest = await op.BacktestStandingAsync(draft, live?.Version, cancellation) });
    }
}
