namespace ModerationHub.Detection.Signals;

/// <summary>A report about an account, and what is known of whoever sent it.</summary>
/// <param name="Kind">Kind of reporter.</param>
/// <param name="Reporter">Id of the reporter.</param>
/// <param name="At">When it was made.</param>
/// <param name="Sent">Reports that this reporter ever sent.</param>
/// <param name="Upheld">Those with which a decision agreed.</param>
/// <param name="Rejected">Those with which a decision disagreed.</param>
public readonly record struct ReportMade(ReporterKind Kind, string Reporter, DateTimeOffset At, int Sent = 0, int Upheld = 0, int Rejected = 0)
{
    // Beta(0.9, 2.1) before any outcome: three reports in advance, of which three in ten were right.
    private const double PriorUpheld = 0.9;
    private const double PriorRejected = 2.1;

    private const int ListFrom = 25;
    private const double ListPart = 0.1;

    /// <summary>Mean of the Beta posterior over how often this reporter is right, 0–1: few outcomes stay near the prior, many speak for themselves.</summary>
    public double Reliability => (Upheld + PriorUpheld) / (Upheld + Rejected + PriorUpheld + PriorRejected);

    /// <summary>Whoever sends many that nobody upholds sends a list.</summary>
    public bool IsListed => Sent >= ListFrom && Upheld < ListPart * Sent;

    /// <summary>No decision has said anything about this reporter yet.</summary>
    public bool IsUnproven => Upheld + Rejected == 0;
}
