using System.Data;
using System.Text.Json;
using ModerationHub.Domain.Audit;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Audit;

public sealed record BrokenEntry(int PlatformId, long Seq, string Reason);

public sealed record VerifiedChain(int PlatformId, long Entries);

/// <param name="Broken">The first broken entry, null when everything holds.</param>
public sealed record VerificationReport(IReadOnlyList<VerifiedChain> Chains, BrokenEntry? Broken);

/// <summary>
/// Walks chains from their first entry: no number missing, each entry bound to the one before, each payload as it was
/// hashed, the head where the chain ends, sealed reads unchanged, and heads that were exported earlier still in the chain.
/// </summary>
public sealed class AuditVerifier(NpgsqlDataSource data)
{
    /// <param name="platformId">One platform; null takes all.</param>
    /// <param name="exported">Heads that left the database earlier: a tail cut off since then shows.</param>
    /// <param name="cancellation">Ends the walk.</param>
    public async Task<VerificationReport> VerifyAsync(int? platformId, IReadOnlyList<ExportedHead> exported, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        // One snapshot for entries and head, while others go on writing.
        await using var transaction = await connection.BeginAsync(platformId, IsolationLevel.RepeatableRead, cancellation);
        var chains = new List<VerifiedChain>();
        foreach (var platform in platformId is { } one ? [one] : await PlatformsAsync(connection, transaction, cancellation))
        {
            var walk = new ChainWalk(platform, [.. exported.Where(h => h.PlatformId == platform)]);
            if (await WalkAsync(connection, transaction, walk, cancellation) is { } broken)
                return new(chains, broken);
            chains.Add(new(platform, walk.Seq));
        }
        return new(chains, null);
    }

    async Task<BrokenEntry?> WalkAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ChainWalk walk, CancellationToken cancellation)
    {
        BrokenEntry? broken = null;
        await using (var query = new NpgsqlCommand($"""
            select {AuditRows.Columns}
            from audit_entries e left join audit_payloads p on p.platform_id = e.platform_id and p.seq = e.seq
            where e.platform_id = $1 order by e.seq
            """, connection, transaction)
        { Parameters = { new() { Value = walk.PlatformId } }, CommandTimeout = 0 })
        await using (var reader = await query.ExecuteReaderAsync(cancellation))
            while (broken is null && await reader.ReadAsync(cancellation))
                broken = walk.Next(AuditRows.Entry(walk.PlatformId, reader));
        // Seals that were passed come before the entry where the walk ended.
        return await BrokenReadsAsync(walk, cancellation) ?? broken
            ?? walk.End(await HeadAsync(connection, transaction, walk.PlatformId, cancellation));
    }

    /// <summary>On a connection of its own: what is sealed never changes, so no snapshot is needed.</summary>
    async Task<BrokenEntry?> BrokenReadsAsync(ChainWalk walk, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(walk.PlatformId, cancellation);
        foreach (var (seq, json) in walk.Seals)
        {
            await using var query = new NpgsqlCommand("""
                select r.id, r.at, r.actor_id, r.actor, r.subject_kind, r.subject_id, r.correlation_id from audit_read_seals s
                join audit_reads r on r.platform_id = s.platform_id and r.id = s.read_id where s.platform_id = $1 and s.seq = $2 order by r.id
                """, connection, transaction)
            { Parameters = { new() { Value = walk.PlatformId }, new() { Value = seq } } };
            var reads = new List<AuditRead>();
            await using var reader = await query.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                reads.Add(AuditRows.Read(walk.PlatformId, reader));
            if (reads.Count == 0 || ReadSeal.Of(reads) != JsonSerializer.Deserialize<ReadSeal>(json, Operation.Json))
                return new(walk.PlatformId, seq, "The reads that it seals were changed or removed.");
        }
        return null;
    }

    static async Task<AuditHead?> HeadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int platformId, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand("select seq, hash from audit_heads where platform_id = $1", connection, transaction)
        { Parameters = { new() { Value = platformId } } };
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new AuditHead { PlatformId = platformId, Seq = reader.GetInt64(0), Hash = reader.GetFieldValue<byte[]>(1) } : null;
    }

    static async Task<List<int>> PlatformsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand("""
            select id from platforms union select platform_id from audit_heads union select distinct platform_id from audit_entries order by 1
            """, connection, transaction);
        var platforms = new List<int>();
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            platforms.Add(reader.GetInt32(0));
        return platforms;
    }
}
