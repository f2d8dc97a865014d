using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Components.Keys;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Features.Triage;

/// <summary>Every key of triage with what it does, in the order in which the help shows them.</summary>
public sealed class TriageKeys(IStringLocalizer<Strings> L)
{
    /// <summary>The keys of whoever looks at the queues and takes nothing from them.</summary>
    public static readonly string[] ToLookAt = ["/", "."];

    public IReadOnlyList<KeyBinding> Of(TriageState state, TriageFlow flow, Action<Func<DecisionDraft, DecisionDraft>> edit,
        Action<DecisionAction> choose, Func<Task> filter, Func<Task> reveal, Func<Task> around, Func<Task> decideNow, Action<string> say)
    {
        string work = L["Work"], posts = L["Posts"], decide = L["Decision"], context = L["Context check"], pass = L["Pass it on"];

        KeyBinding Key(string keys, string what, string group, Func<Task> run) => new(keys, what, group, run);
        KeyBinding Do(string keys, string what, string group, Action run) => new(keys, what, group, () =>
        {
            run();
            return Task.CompletedTask;
        });
        KeyBinding Ask(ContextKind kind, string what) => Do(((int)kind + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), what, context,
            () => Check(draft => DraftRules.Answer(draft, kind, !draft.Context.GetValueOrDefault(kind))));
        // A key that changes nothing says why.
        void EditIf(bool possible, string why, Func<DecisionDraft, DecisionDraft> change)
        {
            if (state.Phase != Phase.Working)
                return;
            if (possible)
                edit(change);
            else
                say(why);
        }
        void Check(Func<DecisionDraft, DecisionDraft> change) => EditIf(state.Draft?.Has(DecisionAction.Suspend) == true, L["Only a suspension asks for the context check: choose Suspend first."], change);

        return
        [
            Key("n", L["Claim the next case"], work, flow.NextAsync),
            Key("Ctrl+Enter", L["Decide"], work, decideNow) with { WhileTyping = true },
            Key("u", L["Undo the last decision"], work, () => flow.UndoAsync()),
            Key("b", L["Step away: cover everything and give the case back"], work, flow.StepAwayAsync),
            Key("/", L["Filter the list"], work, filter),
            Do(".", L["Show new cases"], work, state.List.ShowWaiting),
            Do("j", L["Next post"], posts, () => state.Move(1)),
            Do("k", L["Previous post"], posts, () => state.Move(-1)),
            Do("Space", L["Choose the post as exhibit, or not"], posts, () => EditIf(state.FocusedPost is not null, L["Choose the post first: j and k move, Space chooses."], draft => DraftRules.ToggleExhibit(draft, state.FocusedPost!.Id))),
            Key("t", L["Show what stands around the post"], posts, around),
            Key("v", L["Hold to uncover media"], posts, reveal) with { Enabled = () => state.Case?.Posts.Any(post => post.Media.Any(medium => medium.PreviewUrl is not null)) == true },
            Do("s", L["Suspend"], decide, () => choose(DecisionAction.Suspend)),
            Do("r", L["Restrict"], decide, () => choose(DecisionAction.Restrict)),
            Do("x", L["Remove the post"], decide, () => choose(DecisionAction.RemovePost)),
            Do("w", L["Warn"], decide, () => choose(DecisionAction.Warn)),
            Do("o", L["Recommend to revoke the app"], decide, () => choose(DecisionAction.RevokeApp)),
            Do("a", L["No action"], decide, () => choose(DecisionAction.NoAction)),
            Do("e", L["Escalate"], decide, () => choose(DecisionAction.Escalate)),
            Do("d", L["Change for how long"], decide, () => EditIf(state.Draft?.Actions.Any(action => DraftRules.Lasts(action.Kind)) == true, L["Only a suspension or a restriction lasts: choose one first."], DraftRules.NextDuration)),
            Ask(ContextKind.Reporting, L["News or reporting"]),
            Ask(ContextKind.Research, L["Research or archive"]),
            Ask(ContextKind.CounterSpeech, L["Speech against it"]),
            Ask(ContextKind.Satire, L["Satire or mockery"]),
            Ask(ContextKind.Victim, L["A victim's testimony"]),
            Do("0", L["None applies"], context, () => Check(DraftRules.NoneApplies)),
            Key("l", L["I cannot read it"], pass, () => flow.PassOnAsync(PassReason.CannotRead)),
            Key("p", L["Needs a specialist"], pass, () => flow.PassOnAsync(PassReason.NeedsSpecialist)),
            Key("c", L["Needs context"], pass, () => flow.PassOnAsync(PassReason.NeedsContext)),
            Key("!", L["Raise a threat to life: pages a person now"], pass, flow.RaiseThreatAsync),
            Key("Shift+T", L["Raise a threat to life: pages a person now"], pass, flow.RaiseThreatAsync),
            Key("Shift+C", L["Seal: suspected child abuse"], pass, flow.SealAsync),
        ];
    }
}
