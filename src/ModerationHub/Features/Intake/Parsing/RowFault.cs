namespace ModerationHub.Features.Intake.Parsing;

/// <summary>Why a row was not taken. The first fault of a row is the one told.</summary>
/// <param name="Line">From 1: the line of NDJSON, or the place in the array.</param>
/// <param name="Field">Null when the row as a whole is at fault.</param>
public sealed record RowFault(int Line, string? Field, string Message);

/// <summary>Ends the reading of one row; its neighbours go on.</summary>
public sealed class RowRefusedException(string? field, string message) : Exception(message)
{
    public string? Field { get; } = field;
}

/// <summary>Ends the reading of a body: nothing of it is taken.</summary>
public sealed class BodyRefusedException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Code { get; } = code;
}
