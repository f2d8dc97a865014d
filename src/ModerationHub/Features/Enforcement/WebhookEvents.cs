namespace ModerationHub.Features.Enforcement;

/// <summary>What the platform hears of, by name.</summary>
public static class WebhookEvents
{
    public const string DecisionMade = "decision.made";
    public const string DecisionReversed = "decision.reversed";
    public const string AppRevocationRecommended = "app.revocation_recommended";
    public const string EscalationRaised = "escalation.raised";
    public const string ReportResolved = "report.resolved";
    public const string StatementIssued = "statement.issued";
    public const string AppealDecided = "appeal.decided";

    /// <summary>What the platform sets by them, in the order in which it hears them; the others tell people something.</summary>
    public static readonly IReadOnlyList<string> Enforcing = [DecisionMade, DecisionReversed, AppRevocationRecommended];
}
