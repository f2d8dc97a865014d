using ModerationHub.Features.Intake;
using ModerationHub.Features.Scoring;

namespace ModerationHub.Features.Media;

/// <summary>
/// Hashes come in, each once for ever in its bank, with what every source says of it.
/// </summary>
public sealed class TakeHashes(IntakeTransaction transaction, TimeProvider time)
{
    public Task<Taken> HandleAsync(int platformId, IReadOnlyList<HashRow> rows, CancellationToken cancellation) =>
        transaction.RunAsync(platformId, async (connection, token) =>
        {
            var (made, known, faults) = await HashWrites.TakeAsync(connection, platformId, rows, time.GetUtcNow(), BankRecounts.Patience, token);
            return new Taken(made, known) { Faults = faults };
        }, cancellation);
}
