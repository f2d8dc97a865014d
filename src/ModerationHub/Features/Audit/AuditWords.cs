using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Data;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Audit.Views;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Audit;

/// <summary>What handlers answer, in the words of the audit page.</summary>
public static class AuditWords
{
    public static IReadOnlyList<Choice> Actions(IStringLocalizer<Strings> L) => [.. Enum.GetValues<ActionKind>().Select(kind => new Choice(SnakeCase.Of(kind), DecisionWords.Action(kind, L)))];

    public static IReadOnlyList<Choice> States(IStringLocalizer<Strings> L) => [.. Enum.GetValues<DecisionState>().Select(state => new Choice(SnakeCase.Of(state), DecisionWords.State(state, L)))];

    /// <summary>What stands in an address may be anything: what is no value filters nothing.</summary>
    public static T? Parse<T>(string? text) where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => SnakeCase.Of(value!.Value) == text);

    public static Views.AuditRow Row(DecisionRow row, Dictionary<string, string> policies, IStringLocalizer<Strings> L) =>
        new(row.Id, row.DecidedAt, row.DecidedBy, row.Sealed ? L["sealed"] : row.Handle ?? row.AccountId, string.Join(" + ", row.Actions.Select(kind => DecisionWords.Action(kind, L))),
            policies.GetValueOrDefault(row.PolicyKey, row.PolicyKey), row.PolicyVersion, DecisionWords.State(row.State, L), DecisionWords.Tone(row.State), row.Language);

    public static AuditDetail Detail(DecisionFile file, IStringLocalizer<Strings> L)
    {
        var decision = file.Decision;
        Views.AuditRow row = new(decision.Id, decision.DecidedAt, decision.DecidedBy, file.Profile?.Handle ?? decision.AccountId,
            string.Join(" + ", decision.Actions.Select(action => DecisionWords.Action(action.Kind, L))), L[file.PolicyName], decision.PolicyVersion, DecisionWords.State(decision.State, L), DecisionWords.Tone(decision.State), decision.Language);
        return new(row, CaseViewOf.NumberOf(decision.CaseId), decision.Reason, file.Note, L[file.PolicyText])
        {
            Actions = [.. decision.Actions.Select(action => action is { Kind: ActionKind.RevokeApp, Target: { } app } ? $"{DecisionWords.Action(action.Kind, L)}: {app}" : DecisionWords.Actions([action.Kind], action.EndsAt, action.Territories, L))],
            Exhibits = [.. file.Exhibits.Select(post => CaseViewOf.PostOf(post, 1, L))],
            Signals = [.. file.Explanation.Select(part => CaseViewOf.SignalOf(part, L))],
            Weights = CaseViewOf.WeightsNote(file.Weights, L),
            ContextAnswers = Answers(file.ContextCheck, L),
            Entries = [.. file.Trail.Select(entry => new AuditEntryView(entry.Seq, entry.At, entry.Actor, What(entry.Action, L), (string?)entry.Payload?["reason"], entry.Hash))],
            CanOverturn = file.MayOverturn,
        };
    }

    /// <summary>What was answered, and also that nothing was asked: only a suspension asks.</summary>
    static List<string> Answers(ContextCheck? check, IStringLocalizer<Strings> L)
    {
        if (check is null)
            return [L["not asked"]];
        List<string> applied = [];
        if (check.Reporting) applied.Add(L["News or reporting"]);
        if (check.Research) applied.Add(L["Research or archive"]);
        if (check.CounterSpeech) applied.Add(L["Speech against it"]);
        if (check.Satire) applied.Add(L["Satire or mockery"]);
        if (check.Victim) applied.Add(L["A victim's testimony"]);
        return applied.Count > 0 ? applied : [L["none applied"]];
    }

    public static string What(string action, IStringLocalizer<Strings> L) => action switch
    {
        "case.decided" => L["Decided"],
        "decision.undone" => L["The decision was undone"],
        "decision.overturned" => L["The decision was overturned"],
        "decision.enforced" => L["The platform answered"],
        "appeal.received" => L["An appeal came in"],
        "appeal.decided" => L["An appeal was answered"],
        _ => action,
    };
}
