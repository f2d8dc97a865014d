namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>Exit codes of every command; the numbers follow BSD's sysexits, which service managers know.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 64;

    public const int Unavailable = 69;
    public const int InUse = 75;
    public const int NotAllowed = 77;
    public const int NotConfigured = 78;
}
