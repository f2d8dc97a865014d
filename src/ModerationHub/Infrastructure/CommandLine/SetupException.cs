namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>
/// Something outside the program is missing or in the way. The message is the one sentence that the operator reads,
/// without a stack trace, and says what to do.
/// </summary>
public sealed class SetupException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
