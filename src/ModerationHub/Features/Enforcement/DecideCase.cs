using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Learning.Risk;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

public sealed record DecisionMade(Guid DecisionId, DecisionState State, DateTimeOffset UndoUntil);

/// <summary>
/// A reviewer decides the case that they hold. The account changes here at once; the platform hears of it when the undo
/// time is over. The page chooses the decision's id, so that a repeated click or request is the same decision.
/// </summary>
public sealed partial class DecideCase(Operation op, CaseStory story, AccountApps apps, DecisionNews news, ILogger<DecideCase> logger)
{
    /// <param name="SeenEvidence">The case's evidence count on the reviewer's screen; newer evidence brings the account back.</param>
    public sealed record Command(Guid DecisionId, Guid CaseId, DecisionForm Form, long SeenEvidence);

    public async Task<DecisionMade> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.DecideCase);
        var user = op.Actor.DemandUser();
        var @case = await story.LockAsync(command.CaseId, cancellation);
        if (await op.Db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == command.DecisionId, cancellation) is { } made)
            return made.CaseId == @case.Id && made.DecidedBy == user
                ? new(made.Id, made.State, made.UndoUntil)
                : throw new RuleBrokenException(DecisionRules.IdTaken);

        var form = command.Form;
        var (policy, version) = await PolicyAsync(@case, form.PolicyKey, cancellation);
        var posts = await op.Db.CaseEvidence.AsNoTracking().Where(e => e.CaseId == @case.Id && e.Kind == EvidenceKind.Post)
            .ToDictionaryAsync(e => EvidenceKey.PostIdOf(e.Key), e => e.Payload, cancellation);
        DecisionRules.Demand(form.Actions, form.Reason, form.Note, form.Context, [.. form.Exhibits], posts.Keys, version.AllowedActions);
        foreach (var action in form.Actions.Where(a => a.Kind == ActionKind.RevokeApp))
            if (!await apps.PostedAsync(@case.AccountId, action.Target!, cancellation))
                throw new RuleBrokenException(DecisionRules.UnknownApp);

        var account = await op.Db.Accounts.FromSql($"select * from accounts where platform_id = {op.PlatformId} and id = {@case.AccountId} for update").SingleAsync(cancellation);
        var decision = Decide(command, @case, account, version, user);
        @case.Decide(user, command.SeenEvidence, op.Now);
        Apply(decision, account);
        op.Db.Decisions.Add(decision);
        if (await story.OpenEscalationAsync(@case.Id, cancellation) is { } escalation)
            Close(escalation, @case, user);
        await op.Db.DecisionDrafts.Where(d => d.CaseId == @case.Id && d.UserId == user).ExecuteDeleteAsync(cancellation);

        op.Audit("case.decided", "decision", decision.Id.ToString(), Record(decision, @case, form, posts), @case.Id);
        await news.HoldAsync(decision, policy, version, cancellation);
        story.Note(@case.Id, CaseEventKind.Decided, TimelineDetail.Decided(decision));
        story.Publish(LiveKind.CaseDecided, @case, by: op.Actor.Name);
        Log.Decided(logger, @case.Id, decision.Id);
        return new(decision.Id, decision.State, decision.UndoUntil);
    }

    /// <summary>The version that the case was raised under, or the live one of the policy that the reviewer chose instead.</summary>
    async Task<(Policy, PolicyVersion)> PolicyAsync(Case @case, string? chosen, CancellationToken cancellation)
    {
        var key = chosen ?? @case.PolicyKey;
        var policy = await op.Db.Policies.AsNoTracking().SingleOrDefaultAsync(p => p.Key == key, cancellation);
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == key
            && (key == @case.PolicyKey ? v.Version == @case.PolicyVersion : v.State == PolicyVersionState.Live), cancellation);
        return policy is null || version is null ? throw new RuleBrokenException(DecisionRules.PolicyUnknown) : (policy, version);
    }

    Decision Decide(Command command, Case @case, Account account, PolicyVersion version, Guid user) => new()
    {
        PlatformId = op.PlatformId, Id = command.DecisionId, CaseId = @case.Id, AccountId = @case.AccountId,
        PolicyKey = version.PolicyKey, PolicyVersion = version.Version, Reason = command.Form.Reason.Trim(), Note = command.Form.Note?.Trim(),
        ContextCheck = command.Form.Context is { } context ? JsonSerializer.Serialize(context, Operation.Json) : null,
        Exhibits = [.. command.Form.Exhibits.Distinct()], Findings = DecidedFindings.Of(@case, version.PolicyKey), Language = @case.Language, DecidedBy = user, DecidedAs = op.Actor.Name,
        DecidedAt = op.Now, UndoUntil = op.Now + Decision.UndoTime, State = DecisionState.Pending,
        AccountStateBefore = account.State, AccountStateUntilBefore = account.StateUntil,
        Actions = [.. command.Form.Actions.Select((action, i) => new DecisionAction
        {
            PlatformId = op.PlatformId, DecisionId = command.DecisionId, Ordinal = i, Kind = action.Kind, Target = action.Target,
            EndsAt = op.Now + action.Duration, Territories = [.. (action.Territories ?? []).Distinct(StringComparer.Ordinal)],
        })],
    };

    void Apply(Decision decision, Account account)
    {
        // What holds in some countries alone is the platform's to apply; the account posts on elsewhere.
        foreach (var action in decision.Actions.Where(action => action.Territories.Length == 0))
            if (action.Kind == ActionKind.Suspend)
                account.Suspend(action.EndsAt);
            else if (action.Kind == ActionKind.Restrict)
                account.Restrict(action.EndsAt);
        if (AccountHistory.Concerns(decision))
            op.NoteStateSet(account);
    }

    void Close(Escalation escalation, Case @case, Guid user)
    {
        if (escalation.AlarmSounds)
        {
            escalation.Acknowledge(user, op.Now);
            story.Publish(LiveKind.AlarmAcknowledged, @case, by: op.Actor.Name);
        }
        escalation.Close(EscalationPlan.Decided, op.Now);
    }

    static object Record(Decision decision, Case @case, DecisionForm form, Dictionary<string, string> posts) => new
    {
        decision.AccountId, policy = decision.PolicyKey, decision.PolicyVersion, form.Actions, decision.Reason, decision.Note, context_check = form.Context,
        decision.AccountStateBefore, decision.AccountStateUntilBefore, decision.Language, @case.RiskVersion, @case.TextModel,
        // The evidence lies in the case; its digest on the chain shows that it is still what the reviewer saw.
        exhibits = decision.Exhibits.Select(id => new { post_id = id, text_sha256 = TextDigest(posts[id]) }).ToList(),
    };

    static string TextDigest(string payload) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<PostEvidence>(payload, Operation.Json)!.Text)));

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Case {CaseId} decided: {DecisionId}")]
        public static partial void Decided(ILogger logger, Guid caseId, Guid decisionId);
    }
}
