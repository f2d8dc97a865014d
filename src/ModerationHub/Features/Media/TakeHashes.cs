using ModerationHub.Domain.Media;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Intake.Parsing;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>
/// Hashes come in, each once for ever in its bank, with what every source says of it. One request of a platform after the other, so
/// that readers can follow by number; the same rows sent again change nothing.
/// </summary>
public sealed class TakeHashes(IntakeTransaction transaction, TimeProvider time)
{
    public Task<Taken> HandleAsync(int platformId, IReadOnlyList<HashRow> rows, CancellationToken cancellation) =>
        transaction.RunAsync(platformId, async (connection, token) =>
        {
            var seq = await MediaHeads.LockAsync(connection, platformId, "hash_seq", token);
            var now = time.GetUtcNow();
            var (sound, faults) = await HashBanks.PrepareAsync(connection, platformId, rows, now, token);
            var ledger = await HashLedger.ReadAsync(connection, platformId, sound, now, token);
            var made = sound.Count(ledger.Take);
            await ledger.WriteAsync(connection, platformId, seq, token);
            await MediaHeads.MoveAsync(connection, platformId, "hash_seq", seq + ledger.Changes, token);
            return new Taken(made, sound.Count - made) { Faults = faults };
        }, cancellation);
}
