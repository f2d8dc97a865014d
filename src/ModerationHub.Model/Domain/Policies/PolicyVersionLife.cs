namespace ModerationHub.Domain.Policies;

/// <summary>A version's way: draft, review by somebody who did not write it, publishing, retirement.</summary>
public sealed partial class PolicyVersion
{
    /// <summary>The version that it began as a copy of; null for a policy's first, and while none was ever live.</summary>
    public int? BasedOn { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Pseudonym of whoever began it.</summary>
    public string? Author { get; init; }

    /// <summary>Everybody who wrote in it: none of them may approve it.</summary>
    public Guid[] Editors { get; set; } = [];

    /// <summary>Why it is wanted; then what the reviewer said.</summary>
    public string? Reason { get; set; }
    public string? Remark { get; set; }

    public string? Reviewer { get; set; }
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>When an approved version goes live by itself; null waits for somebody.</summary>
    public DateTimeOffset? PublishAt { get; set; }

    /// <summary>When its words, numbers or terms last changed: a backtest older than this tells of something else.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>Row version (xmin): two editors can't overwrite each other.</summary>
    public uint Row { get; init; }

    public bool IsOpen => State is PolicyVersionState.Draft or PolicyVersionState.InReview or PolicyVersionState.Approved;

    /// <summary>A copy of the words and numbers, to be changed; the banks are the caller's to copy.</summary>
    public PolicyVersion Next(int number, string[] banks, Guid user, string name, DateTimeOffset now) => new()
    {
        PlatformId = PlatformId, PolicyKey = PolicyKey, Version = number, Text = Text, Severity = Severity, Examples = Examples, EdgeCases = EdgeCases, Threshold = Threshold,
        EnoughExhibits = EnoughExhibits, Strikes = Strikes, StrikeDays = StrikeDays, AllowedActions = AllowedActions, TargetMinutes = TargetMinutes, RiskParameters = RiskParameters, Rules = Rules, BankIds = banks,
        State = PolicyVersionState.Draft, BasedOn = State is PolicyVersionState.Live or PolicyVersionState.Retired ? Version : null, Author = name, Editors = [user], CreatedAt = now, ChangedAt = now,
    };

    public void Change(Guid user, DateTimeOffset now)
    {
        if (State != PolicyVersionState.Draft)
            throw new RuleBrokenException(PolicyRules.NotDraft);
        if (!Editors.Contains(user))
            Editors = [.. Editors, user];
        ChangedAt = now;
    }

    public void Submit(string reason)
    {
        if (State != PolicyVersionState.Draft)
            throw new RuleBrokenException(PolicyRules.NotDraft);
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(PolicyRules.ReasonRequired);
        (State, Reason, Remark) = (PolicyVersionState.InReview, reason.Trim(), null);
    }

    /// <summary>Back to the draft, from review or from approval; whatever was approved is approved no longer.</summary>
    public void TakeBack()
    {
        if (State is not (PolicyVersionState.InReview or PolicyVersionState.Approved))
            throw new RuleBrokenException(PolicyRules.NotOpen);
        (State, Reviewer, ReviewedAt, PublishAt) = (PolicyVersionState.Draft, null, null, null);
    }

    public void Withdraw()
    {
        if (!IsOpen)
            throw new RuleBrokenException(PolicyRules.NotOpen);
        (State, PublishAt) = (PolicyVersionState.Withdrawn, null);
    }

    /// <summary>What a second person says; a refusal says why and sends the draft back.</summary>
    public void Review(bool approved, string? remark, Guid user, string name, DateTimeOffset now)
    {
        if (State != PolicyVersionState.InReview)
            throw new RuleBrokenException(PolicyRules.NotInReview);
        if (Editors.Contains(user))
            throw new RuleBrokenException(PolicyRules.OwnDraft);
        if (!approved && Words.AreMissing(remark))
            throw new RuleBrokenException(PolicyRules.ReasonRequired);
        (Remark, Reviewer, ReviewedAt) = (Words.AreMissing(remark) ? null : remark.Trim(), name, now);
        State = approved ? PolicyVersionState.Approved : PolicyVersionState.Draft;
    }

    public static readonly TimeSpan LongestAhead = TimeSpan.FromDays(90);

    public void Schedule(DateTimeOffset at, DateTimeOffset now)
    {
        if (State != PolicyVersionState.Approved)
            throw new RuleBrokenException(PolicyRules.NotApproved);
        if (at <= now)
            throw new RuleBrokenException(PolicyRules.TimePassed);
        if (at > now + LongestAhead)
            throw new RuleBrokenException(PolicyRules.TimeTooFar);
        PublishAt = at;
    }

    /// <param name="live">Number of the version that is live now.</param>
    /// <param name="now">The moment from which on it counts.</param>
    public void Publish(int? live, DateTimeOffset now)
    {
        if (State != PolicyVersionState.Approved)
            throw new RuleBrokenException(PolicyRules.NotApproved);
        if (BasedOn != live)
            throw new RuleBrokenException(PolicyRules.Overtaken);
        (State, PublishedAt, PublishAt) = (PolicyVersionState.Live, now, null);
    }

    /// <summary>Whether this is that version brought back: a draft would have banks of its own.</summary>
    public bool IsCopyOf(PolicyVersion earlier) => BasedOn == earlier.Version && BankIds.SequenceEqual(earlier.BankIds, StringComparer.Ordinal);

    /// <summary>A new version that says what an earlier one said, live at once: it was live before, so it needs no second review.</summary>
    public PolicyVersion BroughtBack(int number, string reason, Guid user, string name, DateTimeOffset now)
    {
        if (State == PolicyVersionState.Live)
            throw new RuleBrokenException(PolicyRules.AlreadyLive);
        if (State != PolicyVersionState.Retired)
            throw new RuleBrokenException(PolicyRules.NeverLive);
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(PolicyRules.ReasonRequired);
        var next = Next(number, BankIds, user, name, now);
        (next.State, next.PublishedAt, next.Reason) = (PolicyVersionState.Live, now, reason.Trim());
        return next;
    }
}
