using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ModerationHub.Domain.Audit;

/// <summary>How links are hashed. Every field is written with its length, so that no two entries share one encoding.</summary>
public static class AuditChain
{
    public static byte[] Digest(ReadOnlySpan<byte> salt, string json)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(salt);
        sha.AppendData(Encoding.UTF8.GetBytes(json));
        return sha.GetHashAndReset();
    }

    public static byte[] Hash(int platformId, long seq, DateTimeOffset at, Guid? actorId, string actor, string action,
        string subjectKind, string subjectId, Guid? caseId, Guid correlationId, byte[] payloadDigest, byte[] previousHash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Number(sha, platformId);
        Number(sha, seq);
        // PostgreSQL keeps microseconds: what is hashed must be what comes back.
        Number(sha, at.UtcTicks / TimeSpan.TicksPerMicrosecond);
        Text(sha, actorId?.ToString() ?? "");
        Text(sha, actor);
        Text(sha, action);
        Text(sha, subjectKind);
        Text(sha, subjectId);
        Text(sha, caseId?.ToString() ?? "");
        Text(sha, correlationId.ToString());
        sha.AppendData(payloadDigest);
        sha.AppendData(previousHash);
        return sha.GetHashAndReset();
    }

    public static byte[] HashOf(AuditEntry e) => Hash(e.PlatformId, e.Seq, e.At, e.ActorId, e.Actor, e.Action,
        e.SubjectKind, e.SubjectId, e.CaseId, e.CorrelationId, e.PayloadDigest, e.PreviousHash);

    static void Number(IncrementalHash sha, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        sha.AppendData(bytes);
    }

    static void Text(IncrementalHash sha, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Number(sha, bytes.Length);
        sha.AppendData(bytes);
    }
}
