namespace ModerationHub.Domain.Policies;

/// <summary>
/// After a change of what is live: accounts whose score can change are handed to scoring once more, in batches. Made in the transaction
/// that made the change, so there is one whatever happens to hosts; whoever works on it holds a lease.
/// </summary>
public sealed class Recount
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string PolicyKey { get; init; }

    /// <summary>As <see cref="Before"/>: the version itself was live and nothing of the policy is any more.</summary>
    public const int Nothing = 0;

    /// <summary>
    /// The version that is live now, and the one that was before; the same when a single term changed, or what the policy's banks of links and
    /// images know; <see cref="Nothing"/> when the policy was archived.
    /// </summary>
    public required int Version { get; init; }
    public int? Before { get; init; }

    /// <summary>A term, rule, link or image hash that was stopped or let count again.</summary>
    public Guid? TermId { get; init; }

    /// <summary>Hosts trust what they compiled for a moment; before this none may begin.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? LeaseUntil { get; set; }
    public Guid? Runner { get; set; }

    /// <summary>The last account that was handed over; accounts go in the order of their ids, those first in whose posts something was found.</summary>
    public string? LastAccount { get; set; }

    /// <summary>Whether it is one of the others, whom numbers alone can move: the history was searched then and is not searched again.</summary>
    public bool AmongOthers { get; set; }

    public long Accounts { get; set; }

    /// <summary>After so many it is given up until a lead starts it again: what fails each time must not fail for ever unseen.</summary>
    public const int MostAttempts = 5;

    /// <summary>How often in a row it failed, or its host went away, without getting on.</summary>
    public int Attempts { get; set; }

    /// <summary>What stood in the way last.</summary>
    public string? Error { get; set; }

    public DateTimeOffset? GivenUpAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}
