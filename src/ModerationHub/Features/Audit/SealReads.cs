using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Audit;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>What a seal's audit entry holds.</summary>
public sealed record ReadSeal(int Count, Guid First, Guid Last, string Digest)
{
    public const string Action = "reads.sealed";

    public static ReadSeal Of(IReadOnlyList<AuditRead> reads) =>
        new(reads.Count, reads[0].Id, reads[^1].Id, Convert.ToHexStringLower(AuditChain.DigestOf(reads)));
}

/// <summary>Puts a digest of who looked at what onto the chain. Each minute, on any host.</summary>
public sealed partial class SealReads(DuePlatforms due, OperationRunner runner, ILogger<SealReads> logger)
{
    const int Batch = 5000;

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(SealReads), "select id from platforms where $1 is not null", async (actor, stop) =>
    {
        for (var done = Batch; done == Batch;)
        {
            done = await runner.RunAsync<Step, int>(actor, (step, token) => step.HandleAsync(token), stop);
            if (done > 0)
                Log.Sealed(logger, actor.PlatformId, done);
        }
    }, cancellation);

    public sealed class Step(Operation op)
    {
        /// <summary>Reads are looked for from a while before the newest sealed one on: their transactions may commit out of order.</summary>
        static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            // The head is locked first: another host's seals are seen then, and the entry's number is known.
            var head = (await op.Db.AuditHeads.FromSql($"select * from audit_heads where platform_id = {op.PlatformId} for update").ToListAsync(cancellation)).SingleOrDefault();
            if (head is null)
                return 0;
            var from = await FromAsync(cancellation);
            var reads = await op.Db.AuditReads.AsNoTracking()
                .Where(r => r.Id.CompareTo(from) >= 0 && !op.Db.AuditReadSeals.Any(s => s.PlatformId == r.PlatformId && s.ReadId == r.Id))
                .OrderBy(r => r.Id).Take(Batch).ToListAsync(cancellation);
            if (reads.Count == 0)
                return 0;
            op.Db.AuditReadSeals.AddRange(reads.Select(r => new AuditReadSeal { PlatformId = op.PlatformId, ReadId = r.Id, Seq = head.Seq + 1 }));
            op.Audit(ReadSeal.Action, "audit_reads", (head.Seq + 1).ToString(CultureInfo.InvariantCulture), ReadSeal.Of(reads));
            return reads.Count;
        }

        async Task<Guid> FromAsync(CancellationToken cancellation)
        {
            var last = await op.Db.AuditReadSeals.OrderByDescending(s => s.ReadId).Select(s => s.ReadId).FirstOrDefaultAsync(cancellation);
            if (last == Guid.Empty)
                return Guid.Empty;
            var at = await op.Db.AuditReads.Where(r => r.Id == last).Select(r => r.At).SingleOrDefaultAsync(cancellation);
            return at == default ? Guid.Empty : FirstIdAt(at - Overlap);
        }

        static Guid FirstIdAt(DateTimeOffset at)
        {
            Span<byte> bytes = stackalloc byte[16];
            Guid.CreateVersion7(at).TryWriteBytes(bytes, bigEndian: true, out _);
            bytes[6..].Clear();
            return new Guid(bytes, bigEndian: true);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} reads sealed")]
        public static partial void Sealed(ILogger logger, int platformId, int count);
    }
}
