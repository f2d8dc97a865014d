using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Enforcement;

/// <summary>A decision as the platform sees it, in the feed and in webhooks. Notes stay inside; reviewers are pseudonyms.</summary>
public sealed record DecisionDocument
{
    public required Guid Id { get; init; }
    public long? Number { get; init; }
    public required DecisionState State { get; init; }
    public required Guid CaseId { get; init; }
    public required string AccountId { get; init; }
    public required string Policy { get; init; }
    public required int PolicyVersion { get; init; }
    public required IReadOnlyList<ActionDocument> Actions { get; init; }
    public required string Reason { get; init; }
    public required IReadOnlyList<string> Exhibits { get; init; }
    public string? Language { get; init; }
    public required string DecidedBy { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public Guid? Reverses { get; init; }
    public StatementOfReasons? StatementOfReasons { get; init; }

    public static DecisionDocument Of(Decision decision, Policy policy, PolicyVersion version) => new()
    {
        Id = decision.Id, Number = decision.Number, State = decision.State, CaseId = decision.CaseId, AccountId = decision.AccountId,
        Policy = decision.PolicyKey, PolicyVersion = decision.PolicyVersion, Reason = decision.Reason, Exhibits = decision.Exhibits,
        Language = decision.Language, DecidedBy = decision.DecidedAs, DecidedAt = decision.DecidedAt, Reverses = decision.Reverses,
        Actions = [.. decision.Actions.OrderBy(a => a.Ordinal).Select(a => new ActionDocument(a.Kind, a.Target, a.EndsAt, a.Territories, a.Enforcement))],
        StatementOfReasons = StatementOfReasons.Of(decision, policy, version),
    };
}

public sealed record ActionDocument(ActionKind Kind, string? Target, DateTimeOffset? EndsAt, IReadOnlyList<string> Territories, EnforcementState Enforcement);

/// <summary>What the account's owner is told: what was done, for how long and where, on which facts and rule, how it was found, and what can be done about it.</summary>
public sealed record StatementOfReasons(Guid DecisionId, string AccountId, IReadOnlyList<ActionKind> Restrictions, DateTimeOffset? EndsAt,
    IReadOnlyList<string> Territories, string Facts, IReadOnlyList<string> PostIds, string PolicyName, string PolicyText,
    bool AutomatedDetection, bool AutomatedDecision, string Redress)
{
    /// <summary>Null when nothing was done to anybody.</summary>
    public static StatementOfReasons? Of(Decision decision, Policy policy, PolicyVersion version)
    {
        var restrictions = decision.Actions.Where(a => a.Kind is not (ActionKind.NoAction or ActionKind.Restore)).OrderBy(a => a.Ordinal).ToList();
        return restrictions.Count == 0 ? null : new(decision.Id, decision.AccountId, [.. restrictions.Select(a => a.Kind)],
            restrictions.Max(a => a.EndsAt), [.. restrictions.SelectMany(a => a.Territories).Distinct()], decision.Reason, decision.Exhibits,
            policy.Name, version.Text, AutomatedDetection: true, AutomatedDecision: false,
            "A person decided. You can appeal through the platform; another person will look at it.");
    }
}
