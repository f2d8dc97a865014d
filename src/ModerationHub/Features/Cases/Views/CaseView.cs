using ModerationHub.Components.Controls;
using ModerationHub.Features.Triage;

namespace ModerationHub.Features.Cases.Views;

/// <param name="Href">Of its last case, or of the account.</param>
/// <param name="Why">What is alike, in words.</param>
public sealed record ResemblanceView(string Handle, string Href, IReadOnlyList<string> Why);

/// <summary>Everything that a reviewer sees of one case, loaded at once, so that it can wait ready behind the present one.</summary>
public sealed record CaseView(Guid Id, string Number, Band Band, AccountView Account)
{
    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>When the claim ends unless the heartbeat goes on.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    public string Queue { get; init; } = "";

    public string? Language { get; init; }

    /// <summary>Why it stands where it stands in the queue, in plain words: confidence, severity, reach.</summary>
    public IReadOnlyList<string> PriorityReasons { get; init; } = [];

    public IReadOnlyList<SignalView> Signals { get; init; } = [];

    /// <summary>Suspended accounts that this one may continue.</summary>
    public IReadOnlyList<ResemblanceView> Resembles { get; init; } = [];

    /// <summary>One sentence on weights that decisions taught; null where they are those that the policy sets.</summary>
    public string? Weights { get; init; }

    /// <summary>The most telling first.</summary>
    public IReadOnlyList<PostView> Posts { get; init; } = [];

    /// <summary>The weightiest first.</summary>
    public IReadOnlyList<ReportView> Reports { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>The case's leading policy first.</summary>
    public IReadOnlyList<PolicyView> Policies { get; init; } = [];

    public PolicyView? LeadingPolicy => Policies.Count > 0 ? Policies[0] : null;

    /// <summary>Apps that post for the account, the busiest first.</summary>
    public IReadOnlyList<AppUse> Apps { get; init; } = [];

    /// <summary>Posts that the detectors rely on; chosen as exhibits when the case opens.</summary>
    public IReadOnlyList<string> SuggestedExhibits { get; init; } = [];

    /// <summary>How much evidence this view shows; what comes later brings the account back.</summary>
    public long EvidenceCount { get; init; }

    /// <summary>What was filled in earlier, for instance before the connection was lost.</summary>
    public DecisionForm? Kept { get; init; }
}
