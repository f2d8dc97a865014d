using ModerationHub.Data;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Scoring;

/// <summary>An undecided case as its locked row has it.</summary>
public sealed record CaseRow(Guid Id, string AccountId, CaseState State, CaseLane Lane, string QueueId, short Band, double Rank, DateTimeOffset OpenedAt,
    DateTimeOffset? DeadlineAt, string PolicyKey, int PolicyVersion, double Risk, long EvidenceCount, Guid? EscalationId);

/// <summary>A case as it is to be after this batch.</summary>
public sealed record CaseDraft
{
    public const string ThreatReason = "A term that speaks of an imminent threat to somebody's life.";

    /// <summary>Rank points from which on a change is worth a reviewer's glance.</summary>
    const double NoticeablePoints = 0.25;

    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required ScoredAccount Scored { get; init; }
    public required LivePolicy? Policy { get; init; }
    public required string PolicyKey { get; init; }
    public required int PolicyVersion { get; init; }
    public required RiskExplanation Risk { get; init; }
    public required CasePriority Priority { get; init; }
    public required CaseState State { get; init; }
    public required CaseLane Lane { get; init; }
    public required string QueueId { get; init; }
    public required short Band { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? DeadlineAt { get; init; }
    public string? Language { get; init; }
    public bool Opened { get; init; }
    public bool Noticeable { get; init; }

    /// <summary>A new escalation to the threat lane, or of a sealed case where it lies, and where the case waited before.</summary>
    public Guid? Threat { get; init; }

    public required string OriginQueueId { get; init; }
    public DateTimeOffset? OriginDeadlineAt { get; init; }
    public string? LeftQueue { get; init; }

    /// <summary>What is sealed gets no copies: reviewers there work with hashes and references.</summary>
    public bool TakesEvidence => Lane != CaseLane.Sealed;

    /// <summary>The case gains evidence alone: its policy, its risk and this rank stay.</summary>
    public double? KeptRank { get; init; }

    public double Rank => KeptRank ?? Priority.RankAt(OpenedAt);

    /// <summary>Null when no queue takes cases: then the account stays a risk that everybody can see, and no case.</summary>
    public static CaseDraft? Open(ScoredAccount scored, PlatformContext context, DateTimeOffset now, Func<Guid> newId)
    {
        var risk = scored.Main!;
        var policy = context.Policies[risk.Policy];
        var language = LanguageOf(scored);
        if (QueueRouting.Choose(context.Queues, policy.Key, language) is not { } queue)
            return null;
        var draft = new CaseDraft
        {
            PlatformId = context.PlatformId, Id = Guid.CreateVersion7(now), Scored = scored, Policy = policy, PolicyKey = policy.Key, PolicyVersion = policy.Version, Risk = risk,
            Priority = PriorityOf(scored, risk, policy.Threshold, policy.Severity), State = CaseState.Open, Lane = CaseLane.Ordinary,
            QueueId = queue.Id, Band = CaseBand.Ordinary, OpenedAt = now, DeadlineAt = now + policy.Target, Language = language,
            Opened = true, Noticeable = true, OriginQueueId = queue.Id, OriginDeadlineAt = now + policy.Target,
        };
        return scored.NewThreat ? draft.Alarm(context, now, newId) : draft;
    }

    /// <summary>Null when the case gains nothing.</summary>
    public static CaseDraft? Change(CaseRow row, ScoredAccount scored, PlatformContext context, DateTimeOffset now, Func<Guid> newId)
    {
        var main = scored.Main!;
        var known = scored.Result.Risks.FirstOrDefault(r => r.Policy == row.PolicyKey);
        // A graver policy takes the case over while nobody works on it; whoever decides names the policy all the same.
        var graver = main.Crosses && main.Policy != row.PolicyKey
            && (known is null || context.Policies[main.Policy].Severity > context.Policies[row.PolicyKey].Severity);
        var takesOver = (row.State == CaseState.Open || scored.NewThreat) && graver;
        // Of a policy that is not live any more nothing is known that would be newer than what the case says.
        var keeps = known is null && !takesOver && !scored.NewThreat;
        var risk = takesOver ? main : known ?? main;
        var policy = keeps ? null : context.Policies.GetValueOrDefault(risk.Policy);
        var moved = !keeps && (row.State == CaseState.Open || risk.Policy != row.PolicyKey);
        var priority = PriorityOf(scored, risk, risk.Threshold, row.Band == CaseBand.ThreatToLife ? Severity.ThreatToLife : policy?.Severity ?? Severity.Low);
        var points = keeps ? 0 : Math.Abs(priority.RankAt(row.OpenedAt) - row.Rank);
        if (scored.NewEvidence.Count == 0 && !scored.NewThreat && !scored.Work.LookAgain && points < NoticeablePoints)
            return null;
        var draft = new CaseDraft
        {
            PlatformId = context.PlatformId, Id = row.Id, Scored = scored, Policy = policy, Risk = risk, Priority = priority, State = row.State, Lane = row.Lane, Band = row.Band,
            PolicyKey = moved ? risk.Policy : row.PolicyKey, PolicyVersion = moved && policy is not null ? policy.Version : row.PolicyVersion,
            QueueId = row.QueueId, OpenedAt = row.OpenedAt, DeadlineAt = row.DeadlineAt, Language = LanguageOf(scored),
            OriginQueueId = row.QueueId, OriginDeadlineAt = row.DeadlineAt, KeptRank = keeps ? row.Rank : null,
            // Whoever works on the case is told of any new evidence.
            Noticeable = points >= NoticeablePoints || (row.State == CaseState.Claimed && scored.NewEvidence.Count > 0),
        };
        // A life goes before a claim: whoever has the case loses it to the person on call, or to a trained reviewer if it is
        // sealed. Where an alarm was raised it sounds or somebody has answered it.
        return scored.NewThreat && row.Band != CaseBand.ThreatToLife ? draft.Alarm(context, now, newId) : draft;
    }

    CaseDraft Alarm(PlatformContext context, DateTimeOffset now, Func<Guid> newId)
    {
        // What is sealed stays sealed: its queue is where the alarm sounds.
        var lane = Lane == CaseLane.Sealed ? Lane : CaseLane.Threat;
        var queue = lane == CaseLane.Threat ? QueueRouting.Threat(context.Queues)?.Id ?? QueueId : QueueId;
        return this with
        {
            Threat = newId(), State = CaseState.Escalated, Lane = lane, Band = CaseBand.ThreatToLife, QueueId = queue, Noticeable = true,
            LeftQueue = !Opened && queue != QueueId ? QueueId : null, DeadlineAt = now + EscalationPlan.ThreatStep,
            Priority = PriorityOf(Scored, Risk, Risk.Threshold, Severity.ThreatToLife),
        };
    }

    public LiveEvent Live(LiveKind kind, Guid id, DateTimeOffset now, string? queue = null, string? state = null) => new()
    {
        PlatformId = PlatformId, Id = id, At = now, Kind = kind, SubjectId = Id, QueueId = queue ?? QueueId, Band = Band, Rank = Rank,
        State = state ?? SnakeCase.Of(State),
    };

    public RaisedCase Record() => new(Id, Scored.Work.Id, PolicyKey, PolicyVersion, Risk.Risk, QueueId, Scored.Memory.EvidenceCount,
        Explanation.Sources(Risk), Threat, Opened, Lane == CaseLane.Sealed);

    static CasePriority PriorityOf(ScoredAccount scored, RiskExplanation risk, double threshold, Severity severity) =>
        CasePriority.Of(risk.Risk, threshold, severity, scored.Work.Profile.Followers ?? 0, Explanation.Sources(risk));

    /// <summary>What the evidence is written in; the account's own language when the posts do not say.</summary>
    static string? LanguageOf(ScoredAccount scored) => scored.Work.Shown
        .Where(p => scored.NewEvidence.Contains(p.Id)).Select(p => QueueRouting.Primary(p.Language)).OfType<string>()
        .GroupBy(l => l, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.Key ?? QueueRouting.Primary(scored.Work.Language);
}
