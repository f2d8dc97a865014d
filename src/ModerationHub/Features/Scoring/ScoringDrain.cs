using System.Diagnostics;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <param name="Posts">Posts scored or set aside.</param>
/// <param name="Raised">Cases opened.</param>
public readonly record struct DrainResult(int Chunks, int Posts, int Accounts, int SetAside, int Raised)
{
    public bool FoundWork => Chunks > 0;
}

/// <summary>
/// Scores what intake committed. A batch is one transaction: it holds a shard, takes chunks off it, scores their posts in
/// order, writes signals, scores and candidates, and commits; whatever kills it on the way, the chunks are there again and
/// nothing was scored. Any number of these may run, on any number of hosts.
/// </summary>
public sealed partial class ScoringDrain(NpgsqlDataSource database, ShardMemories memories, PlatformContexts contexts, RaiseCandidates candidates,
    LiveFeed live, ScoringSignal signal, ScoringMetrics metrics, TimeProvider time, ILogger<ScoringDrain> logger)
{
    public const int PostsPerBatch = 1_000;
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);

    int _lastPlatform;

    /// <summary>Drains until cancelled. A fault ends one batch, never the loop.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (!(await DrainOnceAsync(cancellation)).FoundWork)
                    await signal.WaitAsync(Idle, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The chunks are still there; the next batch tries them again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.BatchFailed(logger, SetAside.Of("", null, e).Error);
                await Task.Delay(Idle, time, CancellationToken.None);
            }
        }
    }

    /// <summary>One batch. Without work it returns at once.</summary>
    public async Task<DrainResult> DrainOnceAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        ShardLease? lease = null;
        try
        {
            return await DrainAsync(careful: false, l => lease = l, started, cancellation);
        }
        catch (PostgresException e) when (lease is not null && IsAboutData(e))
        {
            // Some row can't be written. The same batch again, each account behind a savepoint of its own.
            memories.Drop(lease);
            Log.Careful(logger, lease.PlatformId, lease.Shard, e.SqlState);
            return await DrainAsync(careful: true, l => lease = l, started, cancellation);
        }
        catch
        {
            if (lease is not null)
                memories.Drop(lease);
            throw;
        }
    }

    async Task<DrainResult> DrainAsync(bool careful, Action<ShardLease> took, long started, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId: null, cancellation);
        if (await ShardLease.TakeAsync(transaction, _lastPlatform, cancellation) is not { } lease)
        {
            // Nobody is after the last platform: the next look starts from the first.
            _lastPlatform = 0;
            return default;
        }
        took(lease);
        _lastPlatform = lease.PlatformId;
        var memory = memories.Of(lease);
        var now = Microseconds(time.GetUtcNow());
        var context = await contexts.OfAsync(lease.PlatformId, transaction, cancellation);
        var batch = await new BatchReader(transaction, lease, memory).ReadAsync(PostsPerBatch, cancellation);
        var scoring = new AccountScoring(context, now);
        foreach (var account in batch.Accounts)
            scoring.Score(account);
        foreach (var account in scoring.Spoilt)
        {
            memory.Forget(account.Id);
            scoring.ScoreOneByOne(account, await StoredFeaturesAsync(transaction, account.Id, cancellation));
        }

        var stamp = Guid.CreateVersion7(now);
        var writing = new BatchWriting(transaction, batch, context, candidates, now);
        await (careful ? writing.WriteOneByOneAsync(scoring, stamp, cancellation) : writing.WriteAsync(scoring, stamp, cancellation));
        await candidates.AuditAsync(transaction, lease.PlatformId, writing.Raised, now, cancellation);
        // Scored while the app that posts through them was not known for it.
        var owners = context.Scoring.Window.TakeOwners();
        await Chunks.AddAccountsAsync(connection, lease.PlatformId, owners, now, cancellation);
        await transaction.CommitAsync(cancellation);
        if (owners.Length > 0)
            signal.Wake();

        foreach (var account in scoring.Scored)
            if (writing.Failed.Contains(account.Work.Id))
                memory.Forget(account.Work.Id);
            else
                memory.Keep(account.Work.Id, account.Memory);
        memory.Turn();
        memory.Stamp = stamp;
        live.Announce(writing.Events);
        metrics.Scored(lease.PlatformId, batch.Posts, scoring.Failures.Count, time.GetElapsedTime(started), batch.OldestReceivedAt is { } at ? now - at : null);
        foreach (var failure in scoring.Failures)
            Log.SetAside(logger, lease.PlatformId, failure.AccountId, failure.Error);
        return new DrainResult(batch.Chunks, batch.Posts, batch.Accounts.Count, scoring.Failures.Count, writing.Raised.Count);
    }

    static async Task<byte[]?> StoredFeaturesAsync(NpgsqlTransaction transaction, string account, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select features from account_scores where platform_id = current_setting('hub.platform')::int and account_id = $1", transaction.Connection, transaction)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = account } },
        };
        return await command.ExecuteScalarAsync(cancellation) as byte[];
    }

    // Faults of the rows themselves; everything else (a lost connection, a deadlock) is cured by trying again.
    static bool IsAboutData(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal)
        || e.SqlState is PostgresErrorCodes.ProgramLimitExceeded;

    /// <summary>PostgreSQL keeps microseconds; a time that is compared again must not lose digits on the way.</summary>
    static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A scoring batch failed and will be tried again: {Error}")]
        public static partial void BatchFailed(ILogger logger, string error);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}, shard {Shard}: a row can't be written ({SqlState}); the batch is tried account by account")]
        public static partial void Careful(ILogger logger, int platform, short shard, string sqlState);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: account {Account} was set aside: {Error}")]
        public static partial void SetAside(ILogger logger, int platform, string account, string error);
    }
}
