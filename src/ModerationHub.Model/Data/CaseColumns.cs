namespace ModerationHub.Data;

/// <summary>Columns of cases that only the database reads.</summary>
public static class CaseColumns
{
    /// <summary>The number that people read and type: the last eight digits of the id.</summary>
    public const string Number = nameof(Number);
}
