using ModerationHub.Domain.Audit;
using Npgsql;

namespace ModerationHub.Features.Audit;

/// <summary>Entries and reads as plain readers bring them, column by column in the order of the statements that ask for them.</summary>
static class AuditRows
{
    public const string Columns = """
        e.seq, e.at, e.actor_id, e.actor, e.action, e.subject_kind, e.subject_id, e.case_id, e.correlation_id,
        e.payload_digest, e.previous_hash, e.hash, p.salt, p.json
        """;

    public static AuditEntry Entry(int platformId, NpgsqlDataReader row) => new()
    {
        PlatformId = platformId, Seq = row.GetInt64(0), At = row.GetFieldValue<DateTimeOffset>(1), ActorId = row.IsDBNull(2) ? null : row.GetGuid(2),
        Actor = row.GetString(3), Action = row.GetString(4), SubjectKind = row.GetString(5), SubjectId = row.GetString(6),
        CaseId = row.IsDBNull(7) ? null : row.GetGuid(7), CorrelationId = row.GetGuid(8), PayloadDigest = row.GetFieldValue<byte[]>(9),
        PreviousHash = row.GetFieldValue<byte[]>(10), Hash = row.GetFieldValue<byte[]>(11),
        Payload = row.IsDBNull(12) ? null : new AuditPayload
        {
            PlatformId = platformId, Seq = row.GetInt64(0), Salt = row.GetFieldValue<byte[]>(12), Json = row.GetString(13),
        },
    };

    public static AuditRead Read(int platformId, NpgsqlDataReader row) => new()
    {
        PlatformId = platformId, Id = row.GetGuid(0), At = row.GetFieldValue<DateTimeOffset>(1), ActorId = row.GetGuid(2), Actor = row.GetString(3),
        SubjectKind = row.GetString(4), SubjectId = row.GetString(5), CorrelationId = row.GetGuid(6),
    };
}
