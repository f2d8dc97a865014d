using ModerationHub.Detection.Text;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Recounts;

/// <summary>
/// Hands the accounts that a change of what is live can concern to scoring, batch by batch, and waits whenever scoring has enough to do:
/// fresh posts come first. Whatever ends it on the way, another host goes on behind the last batch.
/// </summary>
public sealed partial class RecountRunner(NpgsqlDataSource database, PlatformContexts contexts, ScoringSignal signal, LanguageTeller languages, TimeProvider time, ILogger<RecountRunner> logger)
{
    public const int PerBatch = 200;

    /// <summary>With so many rows waiting for scoring, the recount waits too.</summary>
    public const int MostWaiting = 1_000;

    const int MostTurns = 120;
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    // What came since was scored with what is live: the next turn needs no other search.
    (Guid Id, RecountScan Scan)? _left;

    /// <param name="lap">Ends the waiting, not a recount under way.</param>
    /// <param name="stopping">The host ends: the rest is left to another.</param>
    public async Task RunAsync(CancellationToken lap, CancellationToken stopping)
    {
        while (!lap.IsCancellationRequested)
            if (!await RunNextAsync(stopping))
                await Task.Delay(Idle, time, lap);
    }

    /// <returns>Whether there was one that is due.</returns>
    public async Task<bool> RunNextAsync(CancellationToken stopping)
    {
        if (await RecountLease.TakeAsync(database, Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow(), stopping) is not { } lease)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        string? failed = null;
        var beating = BeatAsync(lease, stop);
        try
        {
            if (await RunAsync(lease, stop.Token) is { } accounts)
                Log.Done(logger, lease.PlatformId, lease.PolicyKey, lease.Version, accounts);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Another host goes on.
        }
#pragma warning disable CA1031 // Tried again in an hour, a few times; others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed = e.Told();
            Log.Failed(logger, lease.PlatformId, lease.PolicyKey, lease.Version, failed);
        }
        finally
        {
            await stop.CancelAsync();
            await beating;
        }
        if (failed is null)
            await lease.LetGoAsync(database);
        else if (await lease.FailAsync(database, failed))
            Log.GivenUp(logger, lease.PlatformId, lease.PolicyKey, lease.Version, Recount.MostAttempts);
        return true;
    }

    // Some steps (a slice with most of the history, all accounts with a risk) outlast any lease.
    async Task BeatAsync(RecountLease lease, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, time, stop.Token);
                if (!await lease.BeatAsync(database, stop.Token))
                    await stop.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (NpgsqlException e)
        {
            // Without a beat the lease runs out; the work must not go on as if it were held.
            Log.Failed(logger, lease.PlatformId, lease.PolicyKey, lease.Version, e.Message);
            await stop.CancelAsync();
        }
    }

    /// <returns>How many accounts were found; null when it was left to another turn.</returns>
    async Task<int?> RunAsync(RecountLease lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // Asked before the search, so that a busy platform does not cost one for each turn.
        if (await HasRoomAsync(lease, connection, cancellation) is not true)
            return null;
        // A recount of banks that has handed over nothing yet stands for those left since: it has to search with what they brought.
        var scan = _left is { } left && left.Id == lease.Id && !lease.StandsForOthers ? left.Scan : await ScanAsync(lease, connection, cancellation);
        _left = null;
        var handed = 0;
        if (!lease.AmongOthers)
            foreach (var batch in scan.Accounts.Where(a => string.CompareOrdinal(a, lease.LastAccount) > 0).Chunk(PerBatch))
                if (!await HandOverAsync(batch, others: false))
                    return null;
        await foreach (var batch in scan.OthersAsync(connection, lease.AmongOthers ? lease.LastAccount : "", PerBatch, cancellation))
            if (!await HandOverAsync(batch, others: true))
                return null;
        await lease.EndAsync(connection, cancellation);
        return handed;

        async Task<bool> HandOverAsync(string[] batch, bool others)
        {
            var room = await HasRoomAsync(lease, connection, cancellation);
            if (room is false)
                _left = (lease.Id, scan);
            if (room is not true || !await lease.HandOverAsync(connection, batch, scan.Named, others, time.GetUtcNow(), cancellation))
                return false;
            handed += batch.Length;
            signal.Wake();
            return true;
        }
    }

    async Task<RecountScan> ScanAsync(RecountLease lease, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var scan = new RecountScan(lease, contexts, languages, time.GetUtcNow());
        var slices = await scan.PlanAsync(connection, cancellation);
        // Somebody searched the history and handed over what was found there.
        if (!lease.AmongOthers)
            foreach (var (from, to) in slices)
                await scan.LookAsync(connection, from, to, cancellation);
        return scan;
    }

    /// <returns>False when the platform is busy for so long that others should have their turn; null once another runner has it.</returns>
    async Task<bool?> HasRoomAsync(RecountLease lease, NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var waited = 0; waited < MostTurns; waited++)
        {
            if (await lease.BacklogAsync(connection, cancellation) is not { } waiting)
                return null;
            if (waiting < MostWaiting)
                return true;
            await Task.Delay(Idle, time, cancellation);
        }
        return false;
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {Platform}: {Policy} v{Version} is live; {Accounts} accounts were handed over in this turn")]
        public static partial void Done(ILogger logger, int platform, string policy, int version, int accounts);

        [LoggerMessage(LogLevel.Error, "Platform {Platform}: looking again after {Policy} v{Version} is given up after {Attempts} attempts; a lead can start it again")]
        public static partial void GivenUp(ILogger logger, int platform, string policy, int version, int attempts);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: looking again after {Policy} v{Version} failed: {Error}")]
        public static partial void Failed(ILogger logger, int platform, string policy, int version, string error);
    }
}
