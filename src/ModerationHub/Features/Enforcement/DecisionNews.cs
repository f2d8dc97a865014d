using System.Text.Json;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>What a decision makes the platform hear, held until its undo time is over.</summary>
public sealed class DecisionNews(DeliveryOutbox outbox)
{
    public async Task HoldAsync(Decision decision, Policy policy, PolicyVersion version, IReadOnlyList<string> reports, CancellationToken cancellation)
    {
        var document = DecisionDocument.Of(decision, policy, version) with { State = DecisionState.Final };
        await Hold(WebhookEvents.DecisionMade, document);
        foreach (var app in decision.Actions.Where(a => a.Kind == ActionKind.RevokeApp))
            await Hold(WebhookEvents.AppRevocationRecommended, new { decisionId = decision.Id, decision.AccountId, app = app.Target, decision.Reason });
        if (document.StatementOfReasons is { } statement)
            await Hold(WebhookEvents.StatementIssued, statement);
        var outcome = decision.Actions.All(a => a.Kind == ActionKind.NoAction) ? "rejected" : "upheld";
        foreach (var report in reports.Select(json => JsonSerializer.Deserialize<ReportEvidence>(json, Operation.Json)!))
            await Hold(WebhookEvents.ReportResolved, new { decisionId = decision.Id, reportId = report.Id, report.ReporterId, decision.AccountId, outcome });

        Task Hold(string name, object data) => outbox.HoldAsync(decision.Id, decision.AccountId, name, data, cancellation);
    }
}
