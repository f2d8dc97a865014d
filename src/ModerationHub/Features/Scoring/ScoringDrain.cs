using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Live;
using ModerationHub.Features.Scoring.Shadows;
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

    /// <summary>Batches of a shard that come to nothing before its first chunk is set aside.</summary>
    const int MostFailures = 5;

    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);

    int _lastPlatform;

    /// <summary>Drains until the lap is over. A fault ends one batch, never the loop.</summary>
    /// <param name="lap">Ends the loop and the waiting, not a batch under way.</param>
    /// <param name="stopping">The host ends: the batch is rolled back and its chunks are left to another.</param>
    public async Task RunAsync(CancellationToken lap, CancellationToken stopping)
    {
        while (!lap.IsCancellationRequested)
        {
            try
            {
                if (!(await DrainOnceAsync(stopping)).FoundWork)
                    await signal.WaitAsync(Idle, lap);
            }
            catch (OperationCanceledException) when (lap.IsCancellationRequested || stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The chunks are still there; the next batch tries them again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.BatchFailed(logger, e.Told());
                await Task.Delay(Idle, time, CancellationToken.None);
            }
        }
    }

    /// <summary>One batch. Without work it returns at once.</summary>
    public async Task<DrainResult> DrainOnceAsync(CancellationToken cancellation)
    {
        ShardLease? taken = null;
        try
        {
            try
            {
                return await DrainAsync(null, lease => taken = lease, cancellation);
            }
            catch (PostgresException e) when (taken is not null && SetAside.IsAboutRows(e))
            {
                // Some row can't be written. That shard again, each account behind a savepoint of its own.
                Log.Careful(logger, taken.PlatformId, taken.Shard, e.SqlState);
                return await DrainAsync(taken, static _ => { }, cancellation);
            }
        }
        catch (Exception e) when (taken is not null && e is not OperationCanceledException)
        {
            // The next batch is smaller. What fails even so is set aside, unless it is the database that fails rather than the rows.
            var aboutRows = e is not NpgsqlException || (e is PostgresException refused && SetAside.IsAboutRows(refused));
            if (memories.Failed(taken, aboutRows ? MostFailures : 2) < MostFailures || !aboutRows)
                throw;
            return await SetAsideFirstAsync(taken, e, cancellation);
        }
    }

    /// <summary>The chunk that no batch gets past leaves the queue, so that what waits behind it is scored.</summary>
    async Task<DrainResult> SetAsideFirstAsync(ShardLease again, Exception e, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId: null, cancellation);
        if (await ShardLease.TakeAsync(transaction, again, cancellation) is not { } lease)
            return default;
        var rows = await StuckChunk.SetAsideAsync(transaction, lease, e.Told(), time.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
        memories.PutBack(lease, new ShardMemory());
        Log.Stuck(logger, lease.PlatformId, lease.Shard, rows, e.Told());
        return new DrainResult(1, 0, 0, rows, 0);
    }

    /// <param name="again">The shard whose batch failed; null for whichever is due.</param>
    async Task<DrainResult> DrainAsync(ShardLease? again, Action<ShardLease> took, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId: null, cancellation);
        var lease = again is null ? await ShardLease.TakeAsync(transaction, _lastPlatform, cancellation) : await ShardLease.TakeAsync(transaction, again, cancellation);
        if (lease is null)
        {
            // Nobody is after the last platform: the next look starts from the first. Or another drain has the shard that failed here.
            _lastPlatform = 0;
            return default;
        }
        _lastPlatform = lease.PlatformId;
        var memory = memories.Take(lease);
        var failures = memories.FailuresOf(lease);
        var now = Microseconds(time.GetUtcNow());
        var context = await contexts.OfAsync(lease.PlatformId, transaction, cancellation);
        // What fails before is no fault of the shard's rows.
        took(lease);
        var reader = new BatchReader(transaction, lease, memory);
        var batch = await reader.ReadAsync(failures > 1 ? 1 : PostsPerBatch, context, cancellation);
        var shadows = await ShadowScoring.BeginAsync(context, batch, transaction, now, logger, cancellation);
        var scoring = new AccountScoring(context, now, batch.FreshRules, shadows);
        foreach (var account in batch.Accounts)
            scoring.Score(account);
        foreach (var account in scoring.Spoilt)
            scoring.ScoreOneByOne(account, await StoredFeaturesAsync(transaction, account.Id, cancellation));
        if (scoring.WithoutCircle is { Count: > 0 } unknown)
        {
            await reader.ReadCirclesAsync(unknown, cancellation);
            scoring.LookAround(unknown);
        }

        shadows?.Judge(scoring.Scored);

        var stamp = Guid.CreateVersion7(now);
        var writing = new BatchWriting(transaction, batch, context, candidates, now);
        await (again is null && failures == 0 ? writing.WriteAsync(scoring, stamp, cancellation) : writing.WriteOneByOneAsync(scoring, stamp, cancellation));
        if (shadows is not null)
            await shadows.WriteAsync(transaction, writing.Failed, cancellation);
        await candidates.TellPlatformAsync(transaction, lease.PlatformId, writing.Raised, now, cancellation);
        memory.Keep(scoring.Scored, writing.Failed, stamp);
        await CommitAsync(transaction, lease.PlatformId, context.Scoring, writing.Raised, now, cancellation);
        memories.PutBack(lease, memory);

        live.Announce(writing.Events);
        metrics.Scored(lease.PlatformId, batch.Posts, scoring.Failures.Count, time.GetElapsedTime(started), batch.OldestReceivedAt is { } at ? now - at : null);
        foreach (var failure in scoring.Failures)
            Log.SetAside(logger, lease.PlatformId, failure.AccountId, failure.Error);
        return new DrainResult(batch.Chunks, batch.Posts, batch.Accounts.Count, scoring.Failures.Count, writing.Raised.Count);
    }

    /// <summary>
    /// Commits, and with it tells other hosts what was found between accounts and asks for another look at whoever was scored while the
    /// app that posts through them was not known for it.
    /// </summary>
    async Task CommitAsync(NpgsqlTransaction transaction, int platformId, ScoringContext context, IReadOnlyList<RaisedCase> raised, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = await Sightings.TellAsync(transaction, platformId, context, now, cancellation);
        var owners = context.Window.Owners.Take();
        try
        {
            await Chunks.AddAccountsAsync(transaction.Connection!, platformId, owners, now, cancellation);
            await candidates.AuditAsync(transaction, platformId, raised, now, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            context.Window.Owners.GiveBack(owners);
            told.GiveBack();
            throw;
        }
        if (owners.Length > 0)
            signal.Wake();
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

    /// <summary>PostgreSQL keeps microseconds; a time that is compared again must not lose digits on the way.</summary>
    static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A scoring batch failed and will be tried again: {Error}")]
        public static partial void BatchFailed(ILogger logger, string error);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}, shard {Shard}: a row can't be written ({SqlState}); the batch is tried account by account")]
        public static partial void Careful(ILogger logger, int platform, short shard, string sqlState);

        [LoggerMessage(LogLevel.Error, "Platform {Platform}, shard {Shard}: batches failed again and again, {Rows} rows were set aside: {Error}")]
        public static partial void Stuck(ILogger logger, int platform, short shard, int rows, string error);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: account {Account} was set aside: {Error}")]
        public static partial void SetAside(ILogger logger, int platform, string account, string error);
    }
}
