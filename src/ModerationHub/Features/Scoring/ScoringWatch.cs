using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Looks by itself how scoring stands, so that the gauges move when nobody asks for the host's health.</summary>
public sealed partial class ScoringWatch(ScoringHealth health, TimeProvider time, ILogger<ScoringWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(Every, time);
        try
        {
            do
                await LookAsync(stoppingToken);
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await health.ReadAsync(null, cancellation);
        }
        catch (NpgsqlException away)
        {
            Log.Away(logger, away.GetType().Name);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "How scoring stands could not be read ({Error}); the gauges show what was seen last")]
        public static partial void Away(ILogger logger, string error);
    }
}
