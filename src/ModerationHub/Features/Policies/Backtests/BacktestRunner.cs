using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ModerationHub.Domain;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>
/// Takes backtests that wait, one at a time, and runs each over the stored history on two connections. It reads and writes nothing but
/// the backtest's own row, so whatever ends it on the way costs only time.
/// </summary>
public sealed partial class BacktestRunner(NpgsqlDataSource database, PlatformContexts contexts, TimeProvider time, ILogger<BacktestRunner> logger)
{
    const int Connections = 2;
    const int Slices = 128;
    const int MissedBeats = 2;
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    const string Suspicious = $"""
        select account_id from account_scores where platform_id = $1 and risk >= 0.35
        union select d.account_id from decisions d where d.platform_id = $1 and d.state = 'final' and {ActedOn.Sql}
        """;

    /// <param name="lap">Ends the waiting, not a backtest under way.</param>
    /// <param name="stopping">The host ends: the backtest is left to another.</param>
    public async Task RunAsync(CancellationToken lap, CancellationToken stopping)
    {
        while (!lap.IsCancellationRequested)
            if (!await RunNextAsync(stopping))
                await Task.Delay(Idle, time, lap);
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RunNextAsync(CancellationToken stopping)
    {
        if (await BacktestLease.TakeAsync(database, Guid.CreateVersion7(time.GetUtcNow()), stopping) is not { } lease)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var run = new Run();
        var beating = BeatAsync(lease, run, stop);
        try
        {
            var result = await RunAsync(lease, run, stop.Token);
            await lease.EndAsync(database, "done", JsonSerializer.Serialize(result, Operation.Json), null, result.Posts);
            Log.Done(logger, lease.PlatformId, lease.PolicyKey, lease.Version, result.Posts, result.Seconds);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested && !run.Lost)
        {
            await lease.EndAsync(database, "cancelled", null, null, run.Posts);
        }
        catch (OperationCanceledException)
        {
            // The host stops or has lost its hold: the lease runs out, and whoever takes it starts again.
        }
        catch (RuleBrokenException broken)
        {
            await lease.EndAsync(database, "failed", null, broken.Rule.Sentence, run.Posts);
        }
#pragma warning disable CA1031 // Said on the page; the runner goes on with the next.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var error = e.Told();
            Log.Failed(logger, lease.PlatformId, lease.PolicyKey, lease.Version, error);
            await lease.EndAsync(database, "failed", null, error, run.Posts);
        }
        finally
        {
            await stop.CancelAsync();
            await beating;
        }
        return true;
    }

    async Task<BacktestResult> RunAsync(BacktestLease lease, Run run, CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        BacktestPlan plan;
        PlatformContext platform;
        HashSet<string> suspicious = new(StringComparer.Ordinal);
        List<(DateTime From, DateTime To)> slices = [];
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        await using (var transaction = await connection.BeginAsync(lease.PlatformId, cancellation))
        {
            plan = await BacktestPlan.ReadAsync(lease.PlatformId, lease.PolicyKey, lease.Version, null, transaction, cancellation);
            platform = await contexts.OfAsync(lease.PlatformId, transaction, cancellation);
            if (plan.TermsDiffer || plan.AddedRules is not null)
            {
                await foreach (var row in RowsAsync(Suspicious, lease, transaction, cancellation))
                    suspicious.Add(row.GetString(0));
                await foreach (var row in RowsAsync("select min(created_at), max(created_at) from posts where platform_id = $1", lease, transaction, cancellation))
                    if (!row.IsDBNull(0))
                        slices.AddRange(Slice(row.GetDateTime(0), row.GetDateTime(1).AddMicroseconds(1)));
            }
        }

        var findings = new BacktestFindings();
        var waiting = new ConcurrentQueue<(DateTime From, DateTime To)>(slices);
        run.Steps = slices.Count + 1;
        await OnEachConnectionAsync(async (connection, token) =>
        {
            var scan = new BacktestScan(lease.PlatformId, lease.PolicyKey, plan, suspicious, findings, platform.Scoring.Languages);
            while (waiting.TryDequeue(out var slice))
            {
                run.Read(await scan.ReadAsync(connection, slice.From, slice.To, token));
                run.Step();
            }
        }, cancellation);

        var accounts = new BacktestAccounts(lease, plan, platform, findings, suspicious, time.GetUtcNow());
        await using var first = await database.OpenConnectionAsync(cancellation);
        run.Steps += await accounts.CountAsync(first, cancellation);
        await using var batches = accounts.BatchesAsync(first, cancellation).GetAsyncEnumerator(cancellation);
        using var turn = new SemaphoreSlim(1, 1);
        var judged = new BacktestJudged();
        await OnEachConnectionAsync(async (connection, token) =>
        {
            while (await NextAsync(token) is { } ids)
            {
                foreach (var account in await accounts.JudgeAsync(connection, ids, token))
                    judged.Add(account);
                run.Step();
            }
        }, cancellation);
        return BacktestSummary.Of(plan, findings, judged, run.Posts, Stopwatch.GetElapsedTime(from));

        async Task<string[]?> NextAsync(CancellationToken token)
        {
            await turn.WaitAsync(token);
            try
            {
                return await batches.MoveNextAsync() ? batches.Current : null;
            }
            finally
            {
                turn.Release();
            }
        }
    }

    // One that fails stops the other, so that the true fault is told and nothing runs on behind it.
    async Task OnEachConnectionAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stop.Token);
                await work(connection, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }, CancellationToken.None)));
    }

    async Task BeatAsync(BacktestLease lease, Run run, CancellationTokenSource stop)
    {
        var missed = 0;
        while (!stop.IsCancellationRequested)
            try
            {
                await Task.Delay(Beat, TimeProvider.System, stop.Token);
                if (!await lease.RenewAsync(database, run.Progress, run.Posts, stop.Token))
                    await stop.CancelAsync();
                missed = 0;
            }
            catch (OperationCanceledException)
            {
            }
            catch (NpgsqlException e) when (!stop.IsCancellationRequested)
            {
                Log.BeatFailed(logger, lease.PlatformId, e.Message);
                // One beat may meet a connection that broke in the pool. Without any the lease runs out, and the work must not go on as if it were held.
                if (++missed < MissedBeats)
                    continue;
                run.Lost = true;
                await stop.CancelAsync();
            }
            catch (NpgsqlException)
            {
                // The work has ended meanwhile.
            }
    }

    internal static IEnumerable<(DateTime From, DateTime To)> Slice(DateTime from, DateTime to)
    {
        var width = Math.Max(TimeSpan.TicksPerSecond, (to - from).Ticks / Slices + 1);
        for (var at = from; at < to; at = at.AddTicks(width))
            yield return (at, at.AddTicks(width) < to ? at.AddTicks(width) : to);
    }

    static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql, BacktestLease lease, NpgsqlTransaction transaction,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { Parameters = { Param.Of(lease.PlatformId) } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return reader;
    }

    /// <summary>How far it is.</summary>
    sealed class Run
    {
        long _posts;
        int _done;

        public int Steps { get; set; } = 1;

        /// <summary>Nobody called it off: it could no longer say that it is held.</summary>
        public bool Lost { get; set; }

        public long Posts => Interlocked.Read(ref _posts);
        public double Progress => Math.Min(0.99, (double)_done / Steps);

        public void Read(long posts) => Interlocked.Add(ref _posts, posts);
        public void Step() => Interlocked.Increment(ref _done);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {Platform}: backtest of {Policy} v{Version} read {Posts} posts in {Seconds} s")]
        public static partial void Done(ILogger logger, int platform, string policy, int version, long posts, double seconds);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: backtest of {Policy} v{Version} failed: {Error}")]
        public static partial void Failed(ILogger logger, int platform, string policy, int version, string error);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: a backtest could not renew its lease: {Error}")]
        public static partial void BeatFailed(ILogger logger, int platform, string error);
    }
}
