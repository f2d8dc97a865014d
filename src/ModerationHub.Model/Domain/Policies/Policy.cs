namespace ModerationHub.Domain.Policies;

public enum Severity { Low = 0, Medium = 1, High = 2, Severe = 3, ThreatToLife = 7 }

public enum PolicyVersionState { Draft, InReview, Approved, Live, Retired, Withdrawn }

/// <summary>A place in the platform's tree of policies. What counts lies in its versions.</summary>
public sealed class Policy
{
    /// <summary>Levels of the tree.</summary>
    public const int MostLevels = 5;

    public const int Most = 200;
    public const int LongestName = 100;

    public required int PlatformId { get; init; }
    public required string Key { get; init; }
    public required string Name { get; set; }
    public string? ParentKey { get; set; }

    /// <summary>The live version's; a version brings its own when it goes live.</summary>
    public required Severity Severity { get; set; }

    public int Position { get; set; }

    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>Who asked to archive it while it counts: another person has to agree.</summary>
    public Guid? ArchiveAskedBy { get; private set; }

    /// <summary>Pseudonym of who asked.</summary>
    public string? ArchiveAskedAs { get; private set; }

    public string? ArchiveReason { get; private set; }

    /// <summary>Row version (xmin): two editors can't overwrite each other.</summary>
    public uint Row { get; init; }

    /// <param name="counts">Whether a version is live: then one person asks and another agrees.</param>
    /// <returns>Whether it is archived now.</returns>
    public bool Archive(bool counts, string reason, Guid user, string name, DateTimeOffset now)
    {
        if (ArchivedAt is not null)
            throw new RuleBrokenException(PolicyRules.Archived);
        if (counts && ArchiveAskedBy == user)
            throw new RuleBrokenException(PolicyRules.OwnArchive);
        var agrees = counts && ArchiveAskedBy is not null;
        if (!agrees && Words.AreMissing(reason))
            throw new RuleBrokenException(PolicyRules.ReasonRequired);
        if (!agrees)
            ArchiveReason = reason.Trim();
        if (counts && !agrees)
        {
            (ArchiveAskedBy, ArchiveAskedAs) = (user, name);
            return false;
        }
        (ArchivedAt, ArchiveAskedBy, ArchiveAskedAs) = (now, null, null);
        return true;
    }

    /// <summary>Whoever asked, or anybody else, would rather keep it; or it comes out of the archive.</summary>
    public void Keep()
    {
        if (ArchivedAt is null && ArchiveAskedBy is null)
            throw new RuleBrokenException(PolicyRules.NotArchived);
        (ArchivedAt, ArchiveAskedBy, ArchiveAskedAs, ArchiveReason) = (null, null, null, null);
    }
}

/// <summary>What a decision pins: the words of the policy, its threshold, actions and banks at one moment.</summary>
public sealed partial class PolicyVersion
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }
    public required int Version { get; init; }
    public required string Text { get; set; }

    /// <summary>The policy's from the moment that the version goes live; null leaves it as it is.</summary>
    public Severity? Severity { get; set; }

    public string[] Examples { get; set; } = [];
    public string[] EdgeCases { get; set; } = [];

    /// <summary>Risk from which an account becomes a candidate, 0–1.</summary>
    public required double Threshold { get; set; }

    /// <summary>How many violating posts satisfy the policy: with so many exhibits the page says "enough".</summary>
    public int EnoughExhibits { get; set; } = 3;

    /// <summary>How many strikes a final decision with consequences counts against the account.</summary>
    public int Strikes { get; set; } = 1;

    /// <summary>How many days they count.</summary>
    public int StrikeDays { get; set; } = 90;

    public required string[] AllowedActions { get; set; }
    public required int TargetMinutes { get; set; }
    public string[] BankIds { get; init; } = [];

    /// <summary>JSON of the risk parameters; null takes the defaults of the release.</summary>
    public string? RiskParameters { get; set; }

    /// <summary>JSON of the rules that its team wrote; null when there are none.</summary>
    public string? Rules { get; set; }

    public PolicyVersionState State { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
}
