using System.Text.Json;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Triage.Views;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>The board's rows and queues as the list at the side shows them.</summary>
static class TriageRows
{
    public static ListedCase Of(QueueRow row, Actor actor, IStringLocalizer<Strings> L) =>
        new(row.CaseId, row.QueueId, row.Handle ?? row.AccountId ?? L["sealed"], row is { Risk: { } risk, Threshold: { } threshold } ? RiskBands.Of(risk, threshold, row.Lane) : null, row.Rank, row.OpenedAt, row.DeadlineAt ?? row.OpenedAt)
        {
            QueueBand = row.Band,
            Language = row.Language,
            Why = row.Explanation is not null && JsonSerializer.Deserialize<ExplanationPart[]>(row.Explanation, Operation.Json)?.FirstOrDefault(part => part.Share > 0) is { } telling
                ? EvidenceSentences.Say(telling.Evidence, L) : null,
            ClaimedBy = row.State == CaseState.Claimed ? row.ClaimedBy ?? "?" : null,
            ClaimedByMe = row.State == CaseState.Claimed && row.ClaimedById == actor.UserId,
        };

    public static IReadOnlyList<QueueTab> Tabs(IReadOnlyList<QueueSummary> queues, IStringLocalizer<Strings> L) =>
        // Where a life or a child may be at stake comes first, however a platform numbers its queues.
        [.. queues.OrderByDescending(queue => queue.Kind is QueueKind.Threat or QueueKind.Sealed).Select(queue => new QueueTab(queue.Id, L[queue.Name], queue.Waiting, queue.Late))];

    /// <summary>Where a reviewer sends what they cannot decide; threats and sealed material have keys of their own.</summary>
    public static IReadOnlyList<EscalationTarget> Targets(IStringLocalizer<Strings> L) =>
    [
        new(nameof(EscalationKind.Lead), L["Leads"], L["Leads"], EscalationPlan.TimeFor(EscalationKind.Lead)),
        new(nameof(EscalationKind.Specialist), L["Specialists"], L["Specialists"], EscalationPlan.TimeFor(EscalationKind.Specialist)),
    ];
}
