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

    /// <summary>Stands among the states that one searches for: in force, and not applied by the platform in time.</summary>
    public const string NotAppliedState = "not_applied";

    public static IReadOnlyList<Choice> States(IStringLocalizer<Strings> L) =>
        [.. Enum.GetValues<DecisionState>().Select(state => new Choice(SnakeCase.Of(state), DecisionWords.State(state, L))), new Choice(NotAppliedState, L["not applied"])];

    /// <summary>What stands in an address may be anything: what is no value filters nothing.</summary>
    public static T? Parse<T>(string? text) where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => SnakeCase.Of(value!.Value) == text);

    /// <summary>Days begin and end where the times in the rows say so.</summary>
    public static SearchAudit.Command Search(AuditFilter filter, string? cursor) =>
        new(filter.Reviewer, filter.Policy, Parse<ActionKind>(filter.Action), Parse<DecisionState>(filter.State), filter.Language, filter.Text,
            filter.From is { } from ? Moments.StartOf(from) : null, filter.To is { } to ? Moments.EndOf(to) : null, cursor, filter.State == NotAppliedState);

    public static Views.AuditRow Row(DecisionRow row, Dictionary<string, string> policies, IStringLocalizer<Strings> L) =>
        new(row.Id, row.DecidedAt, row.DecidedBy, row.Sealed ? L["sealed"] : row.Handle ?? row.AccountId, string.Join(" + ", row.Actions.Select(kind => DecisionWords.Action(kind, L))),
            policies.GetValueOrDefault(row.PolicyKey, row.PolicyKey), row.PolicyVersion, DecisionWords.State(row.State, L), DecisionWords.Tone(row.State), row.Language, row.NotApplied);

    public static AuditDetail Detail(DecisionFile file, IStringLocalizer<Strings> L)
    {
        var decision = file.Decision;
        Views.AuditRow row = new(decision.Id, decision.DecidedAt, decision.DecidedBy, file.Profile?.Handle ?? decision.AccountId,
            string.Join(" + ", decision.Actions.Select(action => DecisionWords.Action(action.Kind, L))), L[file.PolicyName], decision.PolicyVersion, DecisionWords.State(decision.State, L), DecisionWords.Tone(decision.State), decision.Language, file.NotAppliedAt is not null);
        return new(row, CaseViewOf.NumberOf(decision.CaseId), decision.Reason, file.Note, L[file.PolicyText])
        {
            Actions = [.. decision.Actions.Select(action => action is { Kind: ActionKind.RevokeApp, Target: { } app } ? $"{DecisionWords.Action(action.Kind, L)}: {app}" : DecisionWords.Actions([action.Kind], action.EndsAt, action.Territories, L))],
            Exhibits = [.. file.Exhibits.Select(post => CaseViewOf.PostOf(post, 1, L))],
            Signals = [.. file.Explanation.Select(part => CaseViewOf.SignalOf(part, L))],
            Weights = CaseViewOf.WeightsNote(file.Weights, L),
            ContextAnswers = Answers(file.ContextCheck, L),
            Entries = [.. file.Trail.Select(entry => new AuditEntryView(entry.Seq, entry.At, entry.Actor, What(entry, L), (string?)(entry.Payload?["reason"] ?? entry.Payload?["detail"]), entry.Hash))],
            Enforcement = decision.State is DecisionState.Final or DecisionState.Overturned ? [.. file.Enforcement.Where(line => line.Kind != ActionKind.NoAction).Select(line => Line(line, L))] : [],
            NotApplied = file.NotAppliedAt is { } since ? NotApplied(file, since.Moment(), L) : null,
            CanOverturn = file.MayOverturn,
        };
    }

    static string NotApplied(DecisionFile file, string since, IStringLocalizer<Strings> L) =>
        file.Undelivered ? L["Not applied since {0}: its webhook was given up. Administration can send it again.", since]
        : file.Enforcement.Any(line => line.State is EnforcementState.Refused or EnforcementState.Failed) ? L["Not applied: the platform said so on {0}.", since]
        : L["Not applied: on {0} the platform's time was over.", since];

    static EnforcementView Line(EnforcementLine line, IStringLocalizer<Strings> L) =>
        new(DecisionWords.Action(line.Kind, L), Said(line.State, L), line.State switch { EnforcementState.Applied => "done", EnforcementState.Pending => "waiting", _ => "undone" }, line.At, line.Detail);

    static string Said(EnforcementState state, IStringLocalizer<Strings> L) => state switch
    {
        EnforcementState.Applied => L["applied"],
        EnforcementState.Refused => L["refused"],
        EnforcementState.Failed => L["it failed there"],
        _ => L["no answer so far"],
    };

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

    static string What(AuditTrail entry, IStringLocalizer<Strings> L) => entry.Action == "decision.enforced"
        ? L["The platform answered: {0}", Said(Parse<EnforcementState>((string?)entry.Payload?["state"]) ?? EnforcementState.Pending, L)]
        : What(entry.Action, L);

    public static string What(string action, IStringLocalizer<Strings> L) => action switch
    {
        "case.decided" => L["Decided"],
        "decision.undone" => L["The decision was undone"],
        "decision.overturned" => L["The decision was overturned"],
        "decision.enforced" => L["The platform answered"],
        "appeal.received" => L["An appeal came in"],
        "appeal.decided" => L["An appeal was answered"],
        "decision.not_applied" => L["Not applied: leads are alarmed"],
        "decision.applied_late" => L["Applied after all: the alarm ended"],
        _ => action,
    };
}
