using System.Collections.Concurrent;
using System.Collections.Frozen;
using Hangfire;

namespace ModerationHub.Infrastructure.Hangfire;

/// <summary>Work that never ends: a loop over rows of a table. Each host keeps <paramref name="PerHost"/> of them going.</summary>
/// <param name="Name">Stands in the job's argument.</param>
/// <param name="PerHost">Loops a host.</param>
/// <param name="RunAsync">Loops until the token is cancelled, which happens after half a minute.</param>
public sealed record DrainDefinition(string Name, int PerHost, Func<IServiceProvider, CancellationToken, Task> RunAsync);

public static class DrainRegistration
{
    /// <summary>The setting <c>Drains:name</c> gives a host more or fewer of a kind; with 0 it leaves that work to others.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services, string name, int perHost, Func<IServiceProvider, CancellationToken, Task> runAsync) =>
        services.AddSingleton(provider => new DrainDefinition(name,
            Math.Max(0, provider.GetRequiredService<IConfiguration>().GetValue($"Drains:{name}", perHost)), runAsync));
}

/// <summary>
/// The Hangfire job behind every drain: loops for half a minute, then enqueues itself again. A host runs no more of a
/// kind than it keeps, so jobs that were left over by a killed host end at once instead of adding up.
/// </summary>
public sealed partial class Drains(IEnumerable<DrainDefinition> definitions, IServiceProvider services,
    IBackgroundJobClient jobs, TimeProvider time, ILogger<Drains> logger)
{
    static readonly TimeSpan Lap = TimeSpan.FromSeconds(30);

    readonly FrozenDictionary<string, DrainDefinition> _definitions = definitions.ToFrozenDictionary(d => d.Name);
    readonly ConcurrentDictionary<string, int> _running = new();

    public IEnumerable<DrainDefinition> All => _definitions.Values;

    public int Running(string name) => _running.GetValueOrDefault(name);

    [Queue(HubHangfire.DrainQueue)]
    [AutomaticRetry(Attempts = 0, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task RunAsync(string name, CancellationToken cancellation)
    {
        if (!_definitions.TryGetValue(name, out var drain) || !Enter(drain))
            return;
        try
        {
            using var lap = new CancellationTokenSource(Lap, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(lap.Token, cancellation);
            try
            {
                await drain.RunAsync(services, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested || services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
            {
                // The lap is over; or the host stops, which some loops hear of first.
            }
#pragma warning disable CA1031 // Whatever happened, the rows are still there and the next lap tries them again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Failed(logger, e, name);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            }
        }
        finally
        {
            _running.AddOrUpdate(name, 0, (_, n) => n - 1);
        }
        if (!cancellation.IsCancellationRequested)
            jobs.Enqueue<Drains>(d => d.RunAsync(name, CancellationToken.None));
    }

    bool Enter(DrainDefinition drain)
    {
        if (_running.AddOrUpdate(drain.Name, 1, (_, n) => n + 1) <= drain.PerHost)
            return true;
        _running.AddOrUpdate(drain.Name, 0, (_, n) => n - 1);
        return false;
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The drain {Name} failed; its rows stay and are tried again")]
        public static partial void Failed(ILogger logger, Exception exception, string name);
    }
}

/// <summary>Starts this host's drains and makes good a job that was lost, and outlives a database that is away.</summary>
public sealed partial class DrainKeeper(Drains drains, IBackgroundJobClient jobs, TimeProvider time, ILogger<DrainKeeper> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    Fill();
                }
                catch (BackgroundJobClientException away)
                {
                    Log.Skipped(logger, away.GetBaseException().GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    void Fill()
    {
        foreach (var drain in drains.All)
            for (var missing = drain.PerHost - drains.Running(drain.Name); missing > 0; missing--)
                jobs.Enqueue<Drains>(d => d.RunAsync(drain.Name, CancellationToken.None));
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Drains could not be started ({Error}); the next try is seconds away")]
        public static partial void Skipped(ILogger logger, string error);
    }
}
