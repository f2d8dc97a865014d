using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead changes a draft's words and numbers.</summary>
public sealed class EditDraft(Operation op, PolicyVersions versions)
{
    /// <param name="Row">The row version that the form was filled from.</param>
    public sealed record Command(string PolicyKey, int Version, uint Row, VersionContent Content);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var draft = await versions.SeenAsync(command.PolicyKey, command.Version, command.Row, cancellation);
        var before = VersionContent.Of(draft);
        draft.Change(op.Actor.DemandUser(), op.Now);
        command.Content.WriteTo(draft);
        versions.Audit("policy.draft_changed", draft, new { changes = VersionDifferences.Of(before, VersionContent.Of(draft)) });
    }
}
