using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>
/// The one way by which hashes are written, in the caller's transaction: one of a platform after the other, so that readers can
/// follow by number; the same rows again change nothing.
/// </summary>
static class HashWrites
{
    /// <param name="patience">How long the recount of what was posted before may wait for more hashes.</param>
    /// <returns>How many are new, how many were there, and the rows that cannot stand.</returns>
    public static async Task<(int Made, int Known, List<RowFault> Faults)> TakeAsync(
        NpgsqlConnection connection, int platformId, IReadOnlyList<HashRow> rows, DateTimeOffset now, TimeSpan patience, CancellationToken cancellation)
    {
        var seq = await MediaHeads.LockAsync(connection, platformId, "hash_seq", cancellation);
        var (sound, faults) = await HashBanks.PrepareAsync(connection, platformId, rows, now, cancellation);
        var ledger = await HashLedger.ReadAsync(connection, platformId, sound, now, cancellation);
        var made = sound.Count(ledger.Take);
        await ledger.WriteAsync(connection, platformId, seq, cancellation);
        await MediaHeads.MoveAsync(connection, platformId, "hash_seq", seq + ledger.Changes, cancellation);
        if (ledger.Woken.Count > 0)
            await BankRecounts.LeaveAsync(connection, platformId, ledger.Woken, now, patience, cancellation);
        return (made, sound.Count - made, faults);
    }
}
