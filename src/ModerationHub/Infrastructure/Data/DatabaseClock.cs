using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>
/// The time that all hosts share: leases and deadlines lie in the database and are held against the time of whichever host comes
/// along, so each host corrects its own clock by how far the database's is from it.
/// </summary>
public sealed class DatabaseClock(TimeProvider own) : TimeProvider
{
    /// <summary>Clocks that are kept in step differ by less; they are left alone.</summary>
    public static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(250);

    long _ahead;

    /// <summary>How far the database's clock is ahead of the host's; negative where it is behind.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public override DateTimeOffset GetUtcNow() => own.GetUtcNow() + Ahead;

    public override long GetTimestamp() => own.GetTimestamp();

    public override long TimestampFrequency => own.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);

    public async Task MeasureAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var (asked, at) = (own.GetTimestamp(), own.GetUtcNow());
        var theirs = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
        Correct(new DateTimeOffset(theirs), at, own.GetElapsedTime(asked));
    }

    /// <param name="theirs">The database's time.</param>
    /// <param name="at">The host's, when it asked.</param>
    /// <param name="took">Until the answer was there: somewhere in between the database looked at its clock.</param>
    public void Correct(DateTimeOffset theirs, DateTimeOffset at, TimeSpan took)
    {
        var ahead = theirs - (at + took / 2);
        if ((ahead - Ahead).Duration() > Noticeable + took / 2)
            Volatile.Write(ref _ahead, ahead.Ticks);
    }
}

/// <summary>Measures before the host does anything else, and then each minute.</summary>
public sealed partial class ClockWatch(DatabaseClock clock, NpgsqlDataSource source, ILogger<ClockWatch> logger) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>From here on somebody should set the host's clock right: what goes by no database, signatures and logs, is wrong by as much.</summary>
    static readonly TimeSpan Far = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await MeasureAsync(stoppingToken);
    }

    async Task MeasureAsync(CancellationToken cancellation)
    {
        var before = clock.Ahead;
        try
        {
            await clock.MeasureAsync(source, cancellation);
        }
        catch (Exception e) when (e.IsOfDatabase())
        {
            Log.NotMeasured(logger, e);
            return;
        }
        if (clock.Ahead != before && clock.Ahead.Duration() > Far)
            Log.Differs(logger, clock.Ahead.TotalSeconds);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The database's clock is {Seconds} s ahead of this host's (behind, if negative); the hub goes by the database's")]
        public static partial void Differs(ILogger logger, double seconds);

        [LoggerMessage(LogLevel.Warning, "The database's clock could not be read; this host goes on as it was")]
        public static partial void NotMeasured(ILogger logger, Exception exception);
    }
}
