using System.Globalization;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Triage;

namespace ModerationHub.Features.Cases.Views;

/// <summary>What happened to a case, as a sentence. What the hub wrote there is said in the reader's language; what somebody wrote stands beside it as it is.</summary>
public static class TimelineWords
{
    const string Apart = ": ";

    /// <param name="policy">Names a policy by its key.</param>
    public static TimelineEntry View(Cases.TimelineEntry entry, Func<string, string> policy, IStringLocalizer<Strings> L)
    {
        var (told, words) = SnakeCase.TryParse<CaseEventKind>(entry.Kind, out var kind) ? Told(kind, entry.Detail ?? "", policy, L) : (entry.Kind.Replace('_', ' '), entry.Detail);
        return new(entry.At, entry.Kind, told, entry.Actor) { Words = words };
    }

    static (string Told, string? Words) Told(CaseEventKind kind, string detail, Func<string, string> policy, IStringLocalizer<Strings> L)
    {
        var (code, words) = detail.Split(Apart, 2) is [var first, var rest] ? (first, rest) : (detail, null);
        return kind switch
        {
            CaseEventKind.Opened or CaseEventKind.RiskChanged when detail.LastIndexOf(" v", StringComparison.Ordinal) is > 0 and var at =>
                (L["{0}: {1}, version {2}", What(kind, L), policy(detail[..at]), detail[(at + 2)..]], null),
            CaseEventKind.EvidenceAdded when int.TryParse(detail, CultureInfo.InvariantCulture, out var posts) => (L["{0}: {1}", What(kind, L), L.Count(posts, "{0} post", "{0} posts")], null),
            CaseEventKind.PassedOn when SnakeCase.TryParse<PassReason>(code, out var reason) => (L["{0}: {1}", What(kind, L), Why(reason, L)], words),
            CaseEventKind.Escalated when SnakeCase.TryParse<EscalationKind>(code, out var escalation) => (L["{0}: {1}", What(kind, L), EscalationWords.Kind(escalation, L)], words is null ? null : L[words].Value),
            CaseEventKind.AlarmClimbed when detail.Split(", ") is [_, var owner] => (L["{0}: {1}", What(kind, L), EscalationWords.Owner(owner, L)], null),
            CaseEventKind.Decided when TimelineDetail.Read(detail) is { } decided => (L["{0}: {1}", What(kind, L), DecisionWords.Actions(decided.Actions, null, decided.Territories, L)], null),
            _ => (What(kind, L), detail.Length > 0 ? detail : null),
        };
    }

    public static string What(CaseEventKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        CaseEventKind.Opened => L["Raised"],
        CaseEventKind.RiskChanged => L["The risk changed"],
        CaseEventKind.EvidenceAdded => L["New evidence"],
        CaseEventKind.Claimed => L["Claimed"],
        CaseEventKind.ClaimLapsed => L["The claim ran out"],
        CaseEventKind.Released => L["Given back"],
        CaseEventKind.PassedOn => L["Passed on"],
        CaseEventKind.Escalated => L["Escalated"],
        CaseEventKind.HandedBack => L["Handed back"],
        CaseEventKind.DeadlineCrossed => L["The deadline has passed"],
        CaseEventKind.AlarmAcknowledged => L["The alarm was answered"],
        CaseEventKind.AlarmClimbed => L["The alarm climbed"],
        CaseEventKind.Decided => L["Decided"],
        CaseEventKind.DecisionFinal => L["The decision left for the platform"],
        CaseEventKind.DecisionUndone => L["The decision was undone"],
        CaseEventKind.DecisionOverturned => L["The decision was overturned"],
        CaseEventKind.AppealUpheld => L["An appeal was answered: the decision stands"],
        CaseEventKind.AppealOverturned => L["An appeal was answered: the decision was overturned"],
        CaseEventKind.Reopened => L["Opened again"],
        CaseEventKind.Preserved => L["Preserved for an external report"],
        // A kind without words is a fault of the build: the tests go through all of them.
        _ => SnakeCase.Of(kind),
    };

    public static string Why(PassReason reason, IStringLocalizer<Strings> L) => reason switch
    {
        PassReason.CannotRead => L["I cannot read it"],
        PassReason.NeedsSpecialist => L["Needs a specialist"],
        _ => L["Needs context"],
    };
}
