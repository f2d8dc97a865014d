using ModerationHub.Domain.Policies;

namespace ModerationHub.Domain.Shield;

public enum ShieldKind { Press, Research, CounterSpeech }

/// <summary>A known voice whose work is to speak about what policies forbid. It lowers a risk, never a threat to life, and never leaves the hub.</summary>
public sealed class ShieldedAccount
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>What audit entries about the list, and about clearances, have for their subject; never the account, which only their payload names.</summary>
    public const string Subject = "shield";

    public required int PlatformId { get; init; }
    public required string AccountId { get; init; }
    public ShieldKind Kind { get; private set; }
    public string Reason { get; private set; } = "";
    public Guid AddedBy { get; private set; }

    /// <summary>Pseudonym of who added it.</summary>
    public string AddedAs { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public void Declare(ShieldKind kind, string reason, Guid user, string pseudonym, DateTimeOffset now, DateTimeOffset until)
    {
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(ShieldRules.ReasonRequired);
        if (until <= now || until > now + Longest)
            throw new RuleBrokenException(ShieldRules.Expiry);
        (Kind, Reason, AddedBy, AddedAs, AddedAt, ExpiresAt) = (kind, reason.Trim(), user, pseudonym, now, until);
    }
}

/// <summary>A person has looked at an account's evidence and cleared it. It outranks the machine on what was seen, and on nothing graver.</summary>
public sealed class Clearance
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(90);

    public required int PlatformId { get; init; }
    public required string AccountId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Evidence of a graver policy is not covered.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The account's evidence count that was seen.</summary>
    public required long SeenEvidence { get; init; }

    public required string Reason { get; init; }
    public required Guid ClearedBy { get; init; }

    /// <summary>Pseudonym of who cleared it.</summary>
    public required string ClearedAs { get; init; }

    public required DateTimeOffset ClearedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The decision that cleared it; null when a lead did so outside a case. Ends with the decision.</summary>
    public Guid? DecisionId { get; init; }
}

public static class ShieldRules
{
    public static readonly Rule ReasonRequired = new("shield_reason_required", "Give a reason: others will rely on it.");
    public static readonly Rule Expiry = new("shield_expiry", "The protection ends within a year; give a day in that time.");
    public static readonly Rule NotShielded = new("shield_missing", "The account is not on the list.");
    public static readonly Rule NothingToClear = new("clearance_without_evidence", "The hub has seen no evidence about this account; there is nothing to clear.");
}
