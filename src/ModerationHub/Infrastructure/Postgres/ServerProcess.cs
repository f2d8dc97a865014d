using System.Diagnostics;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>
/// The running server, as a child of this process: started, kept up and stopped. It is forked by a thread of its own
/// that lives as long as the server, because the kernel's signal on a parent's death is sent when the forking
/// *thread* ends: forked from a pool thread, the server would stop when the pool shrinks.
/// </summary>
sealed class ServerProcess(IReadOnlyList<string> command, string cluster, string socketFolder, ServerLog log, Action<string> report)
{
    const int MostDeathsAMinute = 5;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestFarewellOfBackends = TimeSpan.FromSeconds(60);

    readonly object gate = new();
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<long> deaths = [];
    Process? process;
    volatile bool stopping;
    volatile bool wasReady;

    public int Id => process?.Id ?? 0;

    /// <summary>Completes when the server was stopped, and fails when it could not be kept up.</summary>
    public Task Ended => ended.Task;

    public async Task StartAsync(CancellationToken cancellation)
    {
        new Thread(KeepUp) { IsBackground = true, Name = "postgres" }.Start();
        // A server that recovers after a crash may take minutes; it is given up only when it exits.
        while (!PidFile.SaysReady(cluster, Id))
        {
            if (ended.Task.IsCompleted)
                await ended.Task;
            await Task.Delay(10, cancellation);
        }
        wasReady = true;
    }

    public async Task StopAsync()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
            if (process is { HasExited: false })
                Posix.Signal(process.Id, Posix.Interrupt);
        }
        try
        {
            await ended.Task.WaitAsync(LongestGoodbye);
        }
        catch (TimeoutException)
        {
            report($"PostgreSQL did not stop within {LongestGoodbye.TotalSeconds:0} s and is ended at once; it recovers at the next start.");
            Posix.Signal(Id, Posix.Quit);
            await ended.Task;
        }
        catch (SetupException)
        {
            // It had already gone down, which is what was asked for; the caller was told through Ended.
        }
    }

    void KeepUp()
    {
        var firstTry = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                lock (gate)
                {
                    if (stopping)
                        break;
                    PidFile.Disarm(cluster);
                    SocketFolder.Clear(socketFolder);
                    log.Mark();
                    process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
                }
                process.WaitForExit();
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                ended.TrySetException(new SetupException(ExitCode.Unavailable, $"PostgreSQL could not be started: {broken.Message}", broken));
                return;
            }
            if (stopping)
                break;
            if (!MayTryAgain(firstTry))
            {
                ended.TrySetException(new SetupException(ExitCode.Unavailable,
                    $"PostgreSQL ended by itself (exit code {process.ExitCode}); its log {log.Path} says: {log.SinceMark()}"));
                return;
            }
            lock (gate)
                if (!stopping)
                    Monitor.Wait(gate, Pause);
        }
        ended.TrySetResult();
    }

    bool MayTryAgain(long firstTry)
    {
        // Backends that outlive a killed server hold its memory until they notice; postgres rightly refuses until then.
        if (log.SinceMark().Contains("shared memory block", StringComparison.Ordinal))
            return Stopwatch.GetElapsedTime(deaths.Count > 0 ? deaths[^1] : firstTry) < LongestFarewellOfBackends;
        if (!wasReady)
            return false;
        deaths.Add(Stopwatch.GetTimestamp());
        report($"PostgreSQL ended by itself (exit code {process!.ExitCode}) and is started again.");
        return deaths.Count(d => Stopwatch.GetElapsedTime(d) < TimeSpan.FromMinutes(1)) <= MostDeathsAMinute;
    }
}
