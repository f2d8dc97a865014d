using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

public enum DraftMove { Submit, TakeBack, Withdraw }

/// <summary>A lead hands a draft in for review, takes it back to work on it, or gives it up.</summary>
public sealed class MoveDraft(Operation op, PolicyVersions versions, CompareVersions compare)
{
    public sealed record Command(string PolicyKey, int Version, uint Row, DraftMove Move, string? Reason = null);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var draft = await versions.SeenAsync(command.PolicyKey, command.Version, command.Row, cancellation);
        switch (command.Move)
        {
            case DraftMove.Submit:
                draft.Submit(command.Reason ?? "");
                if (draft.BasedOn is { } basis && (await compare.HandleAsync(new(draft.PolicyKey, basis, draft.Version), cancellation)).IsEmpty)
                    throw new RuleBrokenException(PolicyRules.NothingChanged);
                versions.Audit("policy.draft_submitted", draft, new { draft.Reason });
                break;
            case DraftMove.TakeBack:
                draft.TakeBack();
                versions.Audit("policy.draft_taken_back", draft, new { command.Reason });
                break;
            default:
                draft.Withdraw();
                await versions.CloseShadowAsync(draft, cancellation);
                versions.Audit("policy.draft_withdrawn", draft, new { command.Reason });
                break;
        }
    }
}
