namespace ModerationHub.Features.Intake;

/// <summary>What became of the rows that could be read. New and old together are all of them: a row that a later one of the same request replaces counts as old.</summary>
public readonly record struct Taken(int New, int Old)
{
    /// <summary>Rows that only the database could refuse.</summary>
    public IReadOnlyList<Parsing.RowFault> Faults { get; init; } = [];
}
