using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Enforcement;

/// <summary>What a decision makes the platform hear, held until its undo time is over.</summary>
public sealed class DecisionNews(DeliveryOutbox outbox)
{
    public async Task HoldAsync(Decision decision, Policy policy, PolicyVersion version, CancellationToken cancellation)
    {
        var document = DecisionDocument.Of(decision, policy, version) with { State = DecisionState.Final };
        await Hold(WebhookEvents.DecisionMade, document);
        foreach (var app in decision.Actions.Where(a => a.Kind == ActionKind.RevokeApp))
            await Hold(WebhookEvents.AppRevocationRecommended, new { decisionId = decision.Id, decision.AccountId, app = app.Target, decision.Reason });
        if (document.StatementOfReasons is { } statement)
            await Hold(WebhookEvents.StatementIssued, statement);

        Task Hold(string name, object data) => outbox.HoldAsync(decision.Id, decision.AccountId, name, data, cancellation);
    }
}
