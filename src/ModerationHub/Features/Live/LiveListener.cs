using ModerationHub.Data;
using ModerationHub.Domain.Live;
using ModerationHub.Infrastructure.Data;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Features.Live;

/// <summary>
/// Brings other hosts' events here. A notification carries nothing but "look"; what happened is read from the table,
/// following transactions: every row of a transaction that was not finished at the last look is read again, so nothing
/// is missed however late it commits, and the feed leaves out what it passed on already. Correctness does not depend
/// on the notification: without it the next look is two seconds away.
/// </summary>
public sealed partial class LiveListener(NpgsqlDataSource dataSource, LiveFeed feed, TimeProvider time, ILogger<LiveListener> logger) : BackgroundService
{
    const string Channel = "hub_live";
    static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _committedHere = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.CommittedHere += NoteCommit;
        try
        {
            await Task.WhenAll(ListenAsync(stoppingToken), NotifyAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            feed.CommittedHere -= NoteCommit;
        }
    }

    async Task ListenAsync(CancellationToken cancellation)
    {
        ulong? position = null;
        while (true)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellation);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancellation);
                while (true)
                {
                    position = await LookAsync(connection, position, cancellation);
                    await connection.WaitAsync(LookAtLeastEvery, cancellation);
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Log.Interrupted(logger, e.GetType().Name);
                await Task.Delay(AfterFault, time, cancellation);
            }
        }
    }

    /// <summary>Reads what came since the position and gives the next one. The first look only takes a position.</summary>
    async Task<ulong> LookAsync(NpgsqlConnection connection, ulong? position, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var look = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("select pg_snapshot_xmin(pg_current_snapshot())"),
                new("""
                    select platform_id, id, at, kind, subject_id, queue_id, band, rank, state, by, tx
                    from live_events where tx >= $1 order by id
                    """)
                {
                    Parameters = { new() { Value = position ?? ulong.MaxValue, NpgsqlDbType = NpgsqlDbType.Xid8 } },
                },
            },
        };
        await using var reader = await look.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var next = reader.GetFieldValue<ulong>(0);
        await reader.NextResultAsync(cancellation);
        List<LiveEvent> events = [];
        // While an older transaction is open, the position stands still and what came after it is read at each look.
        HashSet<Guid> again = [];
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(Read(reader));
            if (reader.GetFieldValue<ulong>(10) >= next)
                again.Add(events[^1].Id);
        }
        feed.Deliver(events);
        feed.Forget(again);
        return next;
    }

    internal static LiveEvent Read(NpgsqlDataReader reader) => new()
    {
        PlatformId = reader.GetInt32(0),
        Id = reader.GetGuid(1),
        At = reader.GetFieldValue<DateTimeOffset>(2),
        Kind = SnakeCase.Parse<LiveKind>(reader.GetString(3)),
        SubjectId = reader.GetGuid(4),
        QueueId = reader.IsDBNull(5) ? null : reader.GetString(5),
        Band = reader.GetInt16(6),
        Rank = reader.GetDouble(7),
        State = reader.IsDBNull(8) ? null : reader.GetString(8),
        By = reader.IsDBNull(9) ? null : reader.GetString(9),
    };

    /// <summary>One notification for whatever was committed since the last: a NOTIFY in each transaction would queue the commits.</summary>
    async Task NotifyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _committedHere.WaitAsync(cancellation);
            try
            {
                await using var command = dataSource.CreateCommand($"notify {Channel}");
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Log.Interrupted(logger, e.GetType().Name);
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }

    void NoteCommit()
    {
        try
        {
            if (_committedHere.CurrentCount == 0)
                _committedHere.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another commit said so at the same moment.
        }
    }

    public override void Dispose()
    {
        _committedHere.Dispose();
        base.Dispose();
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Live events of other hosts are interrupted ({Error}); trying again")]
        public static partial void Interrupted(ILogger logger, string error);
    }
}
