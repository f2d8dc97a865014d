using System.Runtime.InteropServices;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>
/// Ctrl-C and SIGTERM as a token, for the whole of a command: they also come while the database starts, when no host
/// listens yet, and a second one must not cut short the database's own stop.
/// </summary>
public sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly PosixSignalRegistration[] registrations;

    public StopSignals() => registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    public CancellationToken Token => source.Token;

    public void Stop() => source.Cancel();

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        source.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }
}
