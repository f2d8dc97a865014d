using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// A decision that becomes final resolves the reports that came before it and that no other has resolved: each once, whenever it was
/// committed and however many are shown in the case. An authority is answered by its order.
/// </summary>
public sealed class ResolvedReports(Operation op, DeliveryOutbox outbox)
{
    const int AtOnce = 1_000;

    sealed record Resolved(string Id, string ReporterId, DateTimeOffset ReceivedAt);

    public async Task ResolveAsync(Decision decision, CancellationToken cancellation)
    {
        var resolved = await op.Db.Database.SqlQuery<Resolved>($"""
            update reports set resolved_by = {decision.Id}
            where platform_id = {op.PlatformId} and account_id = {decision.AccountId} and resolved_by is null and reporter_kind <> 'authority' and received_at <= {decision.DecidedAt}
            returning id, reporter_id, received_at
            """).ToListAsync(cancellation);
        // A host of the release before wrote the news when the decision was made; they leave with it.
        if (await op.Db.WebhookDeliveries.AnyAsync(d => d.DecisionId == decision.Id && d.Event == WebhookEvents.ReportResolved, cancellation))
            return;
        var outcome = decision.Actions.All(a => a.Kind == ActionKind.NoAction) ? "rejected" : "upheld";
        foreach (var page in resolved.OrderBy(r => r.ReceivedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Chunk(AtOnce))
            await outbox.SendAllNowAsync(decision.Id, decision.AccountId, WebhookEvents.ReportResolved,
                [.. page.Select(r => new { decisionId = decision.Id, reportId = r.Id, r.ReporterId, decision.AccountId, outcome })], cancellation);
    }
}
