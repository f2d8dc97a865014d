namespace ModerationHub.Domain.Learning;

public enum TextModelState { Challenger, Champion, Retired }

/// <summary>A classifier trained on one policy's decisions. Its bytes never change; only a lead makes it count.</summary>
public sealed class StoredTextModel
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }

    /// <summary>1, 2, 3… within the policy; stands in every explanation.</summary>
    public required int Version { get; init; }

    public TextModelState State { get; private set; }
    public required byte[] Bytes { get; init; }

    /// <summary>JSON: how it was trained, seed included.</summary>
    public required string Settings { get; init; }

    /// <summary>JSON: its figures and those of the champion of that time on the same held-back texts, all languages and each.</summary>
    public required string Metrics { get; init; }

    /// <summary>SHA-256 over every text, label, language and origin that it was trained on and measured with.</summary>
    public required string InputDigest { get; init; }

    public required int Positives { get; init; }
    public required int Negatives { get; init; }
    public required DateTimeOffset TrainedAt { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>The champion that it was measured against; null when there was none.</summary>
    public int? ComparedWith { get; init; }

    public DateTimeOffset? PromotedAt { get; private set; }
    public string? PromotedBy { get; private set; }

    /// <summary>Row version (xmin).</summary>
    public uint RowVersion { get; init; }

    /// <param name="champion">Version in force, null if none.</param>
    public void Promote(int? champion, string by, DateTimeOffset now)
    {
        if (State != TextModelState.Challenger)
            throw new RuleBrokenException(LearningRules.NotChallenger);
        if (ComparedWith != champion)
            throw new RuleBrokenException(LearningRules.Stale);
        (State, PromotedBy, PromotedAt) = (TextModelState.Champion, by, now);
    }

    /// <summary>A former champion comes back: it was in force once, so nothing has to be measured again.</summary>
    public void Return()
    {
        if (State != TextModelState.Retired || PromotedAt is null)
            throw new RuleBrokenException(LearningRules.NoFormer);
        State = TextModelState.Champion;
    }

    public void Retire() => State = TextModelState.Retired;
}

/// <summary>A labelled text that a lead brought in from a file.</summary>
public sealed class TextExampleRow
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }

    /// <summary>From the text: the same text is one example, whatever file it comes in.</summary>
    public required Guid Id { get; init; }

    public required string Text { get; init; }
    public required bool Positive { get; init; }
    public string? Language { get; init; }

    /// <summary>Name of the file.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A lead asked for training; the row goes when the challenger is stored, and stays with the reason when none could be made.</summary>
public sealed class TextTrainingRequest
{
    /// <summary>How long a host may train before another one tries: one that was killed comes back to nobody.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>Of the newest request; one that is made while a training runs is trained after it.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>A host trains until then at most; null while the request waits.</summary>
    public DateTimeOffset? TakenUntil { get; init; }

    /// <summary>Why the training came to nothing; null while it waits or runs.</summary>
    public string? Failure { get; init; }

    public DateTimeOffset? FailedAt { get; init; }
}

public static class LearningRules
{
    /// <summary>Examples that each side needs before anything is trained.</summary>
    public const int FewestExamples = 20;

    /// <summary>Accounts or imported texts that each side comes from at least.</summary>
    public const int FewestSources = 4;

    /// <summary>Examples of each side that are held back at least.</summary>
    public const int FewestHeldBack = 3;

    public static readonly Rule TooFew = new("too_few_examples", "There is too little to learn from; the page says what is missing.");
    public static readonly Rule PolicyUnknown = new("policy_unknown", "The policy has no live version.");
    public static readonly Rule NotChallenger = new("model_not_challenger", "Only a challenger can be promoted.");
    public static readonly Rule Stale = new("model_comparison_stale", "The model in force has changed since this one was measured. Train again.");
    public static readonly Rule NoFormer = new("model_no_former", "There is no former model to go back to.");
    public static readonly Rule Unknown = new("model_unknown", "There is no such model.");
    public static readonly Rule NothingNew = new("model_nothing_new", "Nothing new was decided or imported since the last training.");
    public static readonly Rule RiskUnknown = new("risk_version_unknown", "There are no such weights to go back to.");
    public static readonly Rule FileUnreadable = new("examples_unreadable", "The file is neither CSV nor NDJSON with the fields text and label.");
    public static readonly Rule FileTooLarge = new("examples_too_large", "A file has at most 20 MB and 50,000 rows.");
}
