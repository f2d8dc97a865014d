using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Triage;

namespace ModerationHub.Features.Cases;

/// <summary>Everything needed to decide a case, on one screen.</summary>
public sealed record CaseFile
{
    public required Guid Id { get; init; }
    public required CaseState State { get; init; }
    public required CaseLane Lane { get; init; }
    public required string QueueId { get; init; }
    public required string QueueName { get; init; }
    public required short Band { get; init; }
    public required double Rank { get; init; }
    public required double Risk { get; init; }
    public string? Language { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? DeadlineAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public required int TimesReopened { get; init; }

    /// <summary>What the reviewer has seen when deciding from this file; goes back with the decision.</summary>
    public required long EvidenceCount { get; init; }

    public CaseClaim? Claim { get; init; }
    public CasePriority? Priority { get; init; }

    /// <summary>The account as the platform described it last.</summary>
    public required ProfileEvidence Account { get; init; }

    public DateTimeOffset? AccountStateUntil { get; init; }

    /// <summary>The account as it was when the evidence was copied; null when none was.</summary>
    public ProfileEvidence? ProfileThen { get; init; }

    /// <summary>Why, most telling first; shares below zero speak against.</summary>
    public required IReadOnlyList<ExplanationPart> Explanation { get; init; }

    /// <summary>What the weights behind the explanation were learned from; null where they are those that the policy sets.</summary>
    public LearnedFrom? Weights { get; init; }

    /// <summary>Suspended accounts that this one may continue, the likeliest first. They add nothing to the risk.</summary>
    public IReadOnlyList<Resemblance> Resembles { get; init; } = [];

    /// <summary>What, most telling first.</summary>
    public required IReadOnlyList<PostEvidence> Posts { get; init; }

    /// <summary>The weightiest first.</summary>
    public required IReadOnlyList<ReportEvidence> Reports { get; init; }
    public required CasePolicy Policy { get; init; }

    /// <summary>Policies with a live version, among which the reviewer may choose another.</summary>
    public required IReadOnlyList<PolicyChoice> Policies { get; init; }

    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>Decisions on the account, of this case and of earlier ones, newest first.</summary>
    public required IReadOnlyList<DecisionLine> Decisions { get; init; }

    /// <summary>Of all decisions that stand and did something, as long as their policies' versions count them.</summary>
    public required int Strikes { get; init; }

    /// <summary>Apps that posted for the account lately, the busiest first.</summary>
    public IReadOnlyList<AppUse> Apps { get; init; } = [];

    public CaseEscalation? Escalation { get; init; }

    /// <summary>What is kept for an external report; for trained reviewers alone.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public CasePreservation? Preservation { get; init; }

    /// <summary>What the reader has written so far.</summary>
    public DecisionForm? Draft { get; init; }
}

/// <param name="By">Pseudonym.</param>
/// <param name="Mine">Held by whoever reads.</param>
public sealed record CaseClaim(string? By, bool Mine, DateTimeOffset Until);

public sealed record CasePolicy(string Key, string Name, Severity Severity, int Version, string Text, IReadOnlyList<string> Examples,
    IReadOnlyList<string> EdgeCases, int EnoughExhibits, IReadOnlyList<string> AllowedActions, double Threshold, int TargetMinutes);

public sealed record PolicyChoice(string Key, string Name, Severity Severity, int Version, string Text, IReadOnlyList<string> AllowedActions, int EnoughExhibits);

public sealed record TimelineEntry(DateTimeOffset At, string Kind, string? Actor, string? Detail);

public sealed record DecisionLine(Guid Id, Guid CaseId, DateTimeOffset DecidedAt, string DecidedBy, string PolicyKey, int PolicyVersion, DecisionState State,
    IReadOnlyList<ActionKind> Actions, DateTimeOffset? EndsAt, string Reason, Guid? Reverses, DateTimeOffset UndoUntil)
{
    /// <summary>Where its actions hold; empty is everywhere.</summary>
    public IReadOnlyList<string> Territories { get; init; } = [];

    /// <summary>That it counts now, as the policy's version sets: none once it is undone, overturned or long ago.</summary>
    public int Strikes { get; init; }
}

/// <param name="Reference">Of the external report.</param>
/// <param name="Until">Null as long as nothing was preserved.</param>
public sealed record CasePreservation(string? Reference, DateTimeOffset? Until);

public sealed record CaseEscalation(Guid Id, EscalationKind Kind, bool Sealed, string QueueId, string Owner, DateTimeOffset DeadlineAt, string OriginQueueId, string Reason,
    string? RaisedBy, DateTimeOffset RaisedAt, int Level, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, string? ExternalReference);
