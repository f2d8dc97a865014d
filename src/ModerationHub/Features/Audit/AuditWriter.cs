using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Data;
using ModerationHub.Domain.Audit;
using ModerationHub.Infrastructure.Operations;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Features.Audit;

/// <summary>An entry before it has its place in the chain.</summary>
public sealed record AuditDraft(string Action, string SubjectKind, string SubjectId, string PayloadJson, Guid? CaseId);

/// <summary>Appends to a platform's chain: locks the head, links the entries to it and moves it, as the last statements before the commit.</summary>
public sealed class AuditWriter
{
    const int SaltBytes = 16;

    public Task AppendAsync(ModerationDbContext db, Actor actor, DateTimeOffset now, Guid correlationId,
        IReadOnlyList<AuditDraft> drafts, CancellationToken cancellation) =>
        AppendAsync((NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), actor, now, correlationId, drafts, cancellation);

    public async Task AppendAsync(NpgsqlTransaction transaction, Actor actor, DateTimeOffset now, Guid correlationId,
        IReadOnlyList<AuditDraft> drafts, CancellationToken cancellation)
    {
        var connection = transaction.Connection!;
        var (seq, previous) = await LockHeadAsync(connection, transaction, actor.PlatformId, cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var draft in drafts)
        {
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            var digest = AuditChain.Digest(salt, draft.PayloadJson);
            var hash = AuditChain.Hash(actor.PlatformId, ++seq, now, actor.UserId, actor.Name, draft.Action,
                draft.SubjectKind, draft.SubjectId, draft.CaseId, correlationId, digest, previous);
            batch.BatchCommands.Add(new("""
                insert into audit_entries (platform_id, seq, at, actor_id, actor, action, subject_kind, subject_id, case_id,
                    correlation_id, payload_digest, previous_hash, hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """)
            {
                Parameters =
                {
                    new() { Value = actor.PlatformId }, new() { Value = seq }, new() { Value = now },
                    Nullable(actor.UserId), new() { Value = actor.Name }, new() { Value = draft.Action },
                    new() { Value = draft.SubjectKind }, new() { Value = draft.SubjectId }, Nullable(draft.CaseId),
                    new() { Value = correlationId }, new() { Value = digest }, new() { Value = previous }, new() { Value = hash },
                },
            });
            batch.BatchCommands.Add(new("insert into audit_payloads (platform_id, seq, salt, json) values ($1, $2, $3, $4)")
            {
                Parameters = { new() { Value = actor.PlatformId }, new() { Value = seq }, new() { Value = salt }, new() { Value = draft.PayloadJson } },
            });
            previous = hash;
        }
        batch.BatchCommands.Add(new("update audit_heads set seq = $2, hash = $3 where platform_id = $1")
        {
            Parameters = { new() { Value = actor.PlatformId }, new() { Value = seq }, new() { Value = previous } },
        });
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<(long Seq, byte[] Hash)> LockHeadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction,
        int platformId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select seq, hash from audit_heads where platform_id = $1 for update", connection, transaction)
        {
            Parameters = { new() { Value = platformId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : throw new InvalidOperationException($"Platform {platformId} has no audit head.");
    }

    static NpgsqlParameter Nullable(Guid? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
