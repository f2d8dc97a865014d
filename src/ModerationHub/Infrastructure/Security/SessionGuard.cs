using Npgsql;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Ends sessions whose person was revoked or whose stamp has changed, even if no live event ever arrived: one question
/// to the database every few seconds, and only while somebody is connected here.
/// </summary>
public sealed partial class SessionGuard(SessionRegistry sessions, NpgsqlDataSource source, TimeProvider time, ILogger<SessionGuard> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (NpgsqlException failed)
                {
                    Log.Skipped(logger, failed.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    public async Task LookAsync(CancellationToken cancellation)
    {
        var held = sessions.Stamps;
        if (held.Count == 0)
            return;
        await using var command = source.CreateCommand("select id, security_stamp from users where id = any($1) and revoked_at is null");
        command.Parameters.Add(new() { Value = held.Keys.ToArray() });
        Dictionary<Guid, string> good = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                good[reader.GetGuid(0)] = reader.GetString(1);
        foreach (var (holder, stamps) in held)
            if (stamps.Any(stamp => stamp != good.GetValueOrDefault(holder)))
                sessions.End(holder, stamp => stamp is not null && stamp != good.GetValueOrDefault(holder));
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Sessions could not be checked ({Error}); the next look is seconds away")]
        public static partial void Skipped(ILogger logger, string error);
    }
}
