using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Reports;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>What a decision makes the platform hear, held until its undo time is over.</summary>
public sealed class DecisionNews(Operation op, DeliveryOutbox outbox)
{
    const int ReportsAtOnce = 1_000;

    public async Task HoldAsync(Decision decision, Policy policy, PolicyVersion version, CancellationToken cancellation)
    {
        var document = DecisionDocument.Of(decision, policy, version) with { State = DecisionState.Final };
        await Hold(WebhookEvents.DecisionMade, document);
        foreach (var app in decision.Actions.Where(a => a.Kind == ActionKind.RevokeApp))
            await Hold(WebhookEvents.AppRevocationRecommended, new { decisionId = decision.Id, decision.AccountId, app = app.Target, decision.Reason });
        if (document.StatementOfReasons is { } statement)
            await Hold(WebhookEvents.StatementIssued, statement);
        if (!await outbox.AnybodyListensAsync(cancellation))
            return;
        var outcome = decision.Actions.All(a => a.Kind == ActionKind.NoAction) ? "rejected" : "upheld";
        foreach (var page in (await ReportsAsync(decision, cancellation)).Chunk(ReportsAtOnce))
            await outbox.HoldAllAsync(decision.Id, decision.AccountId, WebhookEvents.ReportResolved,
                [.. page.Select(r => new { decisionId = decision.Id, reportId = r.Id, r.ReporterId, decision.AccountId, outcome })], cancellation);

        Task Hold(string name, object data) => outbox.HoldAsync(decision.Id, decision.AccountId, name, data, cancellation);
    }

    sealed record Reported(string Id, string ReporterId);

    /// <summary>All that came since the account's last decision, however many are shown in the case: each is resolved once. An authority is answered by its order.</summary>
    async Task<List<Reported>> ReportsAsync(Decision decision, CancellationToken cancellation)
    {
        var last = await op.Db.Decisions.Where(d => d.AccountId == decision.AccountId && d.Id != decision.Id && d.State != DecisionState.Undone && d.Reverses == null)
            .MaxAsync(d => (DateTimeOffset?)d.DecidedAt, cancellation) ?? DateTimeOffset.UnixEpoch;
        return await op.Db.Reports.Where(r => r.AccountId == decision.AccountId && r.ReporterKind != ReporterKind.Authority && r.ReceivedAt > last && r.ReceivedAt <= decision.DecidedAt)
            .OrderBy(r => r.ReceivedAt).ThenBy(r => r.Id).Select(r => new Reported(r.Id, r.ReporterId)).ToListAsync(cancellation);
    }
}
