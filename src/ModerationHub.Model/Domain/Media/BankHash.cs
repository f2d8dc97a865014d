using ModerationHub.Domain.Policies;

namespace ModerationHub.Domain.Media;

/// <summary>What a source says of a banked hash's label.</summary>
public enum HashOpinion { Agree, Disagree, Disputed }

/// <summary>What all sources together say.</summary>
public enum HashStance { Agreed, Disputed, Rejected }

/// <summary>
/// A hash that somebody labelled. The label is one image's and its near-duplicates'; what becomes of an account that shows it is
/// for a person to decide.
/// </summary>
public sealed class BankHash
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string BankId { get; init; }

    /// <summary>Counts the changes of all the platform's hashes in the order of their commits.</summary>
    public required long Seq { get; set; }

    /// <summary>64 hexadecimal digits; this or the other is given.</summary>
    public string? Pdq { get; init; }

    /// <summary>32 hexadecimal digits: the very file.</summary>
    public string? Md5 { get; init; }

    /// <summary>0–100; null when the source did not tell. Below 50 the hash tells nothing apart and is kept, not compared.</summary>
    public short? Quality { get; set; }

    public required string Label { get; set; }

    /// <summary>The gravest of those that the agreeing sources give.</summary>
    public required Severity Severity { get; set; }

    /// <summary>Who brought it, and alone may change its label.</summary>
    public required string Source { get; init; }

    /// <summary>A flag, a plain card, a logo: on record so that nobody banks it again, and never matched.</summary>
    public bool NotBankable { get; set; }

    public HashStance Stance { get; set; }

    /// <summary>Whether images are compared with it.</summary>
    public bool Matches => !NotBankable && Stance != HashStance.Rejected;

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>
    /// Sources that contradict each other, or one that says so, make a label disputed; it is rejected when all disagree.
    /// </summary>
    public static HashStance StanceOf(IEnumerable<HashOpinion> opinions)
    {
        var (agree, disagree) = (false, false);
        foreach (var opinion in opinions)
        {
            agree |= opinion != HashOpinion.Disagree;
            disagree |= opinion != HashOpinion.Agree;
        }
        return (agree, disagree) switch
        {
            (true, true) => HashStance.Disputed,
            (false, true) => HashStance.Rejected,
            _ => HashStance.Agreed,
        };
    }

    /// <summary>The gravest that an agreeing source gives; of a label that none agrees with, the gravest that was given by one that does not deny it, else by any. Null when none gives any.</summary>
    public static Severity? SeverityOf(IReadOnlyCollection<(HashOpinion Opinion, Severity? Severity)> said) =>
        said.Where(s => s.Opinion == HashOpinion.Agree).Max(s => s.Severity) ?? said.Where(s => s.Opinion == HashOpinion.Disputed).Max(s => s.Severity) ?? said.Max(s => s.Severity);
}

public sealed class BankHashOpinion
{
    public required int PlatformId { get; init; }
    public required Guid HashId { get; init; }
    public required string Source { get; init; }
    public required HashOpinion Opinion { get; set; }

    /// <summary>How grave the source holds what the image shows; null when it did not say.</summary>
    public Severity? Severity { get; set; }

    public required DateTimeOffset At { get; set; }
}
