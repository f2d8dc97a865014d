namespace ModerationHub.Domain.Learning;

public enum RiskVersionState { InForce, Former, Refused }

/// <summary>Weights of one policy's signals as decisions taught them. What was learned never changes; a score names the version that it was made with.</summary>
public sealed class RiskVersion
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }

    /// <summary>1, 2, 3… within the policy.</summary>
    public required int Version { get; init; }

    public required RiskVersionState State { get; set; }

    /// <summary>The policy version whose weights it started from.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>JSON: a factor for each detector's weight, and how far the prior fell.</summary>
    public required string Weights { get; init; }

    /// <summary>JSON: spreads, bounds and folds.</summary>
    public required string Settings { get; init; }

    /// <summary>In force when this one was learned; null for the weights that the policy sets.</summary>
    public int? ComparedWith { get; init; }

    /// <summary>Decisions that it was learned from, at most one an account.</summary>
    public required int Decisions { get; init; }

    public required int Violations { get; init; }

    /// <summary>Of the decisions, those that the weights in force had not seen: on them both are measured.</summary>
    public required int Measured { get; init; }

    /// <summary>Mean logarithmic loss of the weights in force on the measured ones.</summary>
    public required double LogLossBefore { get; init; }

    /// <summary>Likewise of weights learned without the accounts in question.</summary>
    public required double LogLossAfter { get; init; }

    /// <summary>Expected calibration error, 0–1, of risks that were made without the account in question.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Number of the newest decision on the platform that it knew of.</summary>
    public required long Through { get; init; }

    /// <summary>SHA-256 over all that it was learned from.</summary>
    public required string InputDigest { get; init; }

    public required DateTimeOffset LearnedAt { get; init; }

    /// <summary>Row version (xmin).</summary>
    public uint RowVersion { get; init; }
}

/// <summary>A lead stopped the learning of a policy's weights; without a row it goes on.</summary>
public sealed class RiskFreeze
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }
    public required string FrozenBy { get; init; }
    public required DateTimeOffset FrozenAt { get; init; }
}

/// <summary>JSON of a decision's findings: what each detector had found, before any weight and without words.</summary>
/// <param name="Kind">content, conduct, circumstance, report or exculpatory.</param>
/// <param name="Strength">Strength times confidence, 0–1.</param>
public sealed record DecidedFinding(string Detector, string Kind, double Strength);
