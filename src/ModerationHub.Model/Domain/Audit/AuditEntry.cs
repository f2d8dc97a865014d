namespace ModerationHub.Domain.Audit;

/// <summary>One link of a platform's chain. The hash covers a salted digest of the payload, so the payload can be erased and the chain still verifies.</summary>
public sealed class AuditEntry
{
    public required int PlatformId { get; init; }
    public required long Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? ActorId { get; init; }
    public required string Actor { get; init; }

    /// <summary>Named after what was done: "case.decided", "decision.undone", "user.revoked" …</summary>
    public required string Action { get; init; }

    public required string SubjectKind { get; init; }
    public required string SubjectId { get; init; }
    public Guid? CaseId { get; init; }
    public required Guid CorrelationId { get; init; }
    public required byte[] PayloadDigest { get; init; }
    public required byte[] PreviousHash { get; init; }
    public required byte[] Hash { get; init; }
    public AuditPayload? Payload { get; init; }
}

public sealed class AuditPayload
{
    public required int PlatformId { get; init; }
    public required long Seq { get; init; }
    public required byte[] Salt { get; init; }

    /// <summary>JSON text, kept to the letter because its digest is in the chain.</summary>
    public required string Json { get; init; }
}

/// <summary>The end of a platform's chain; its row is locked as the last statement of each transaction that writes audit.</summary>
public sealed class AuditHead
{
    public required int PlatformId { get; init; }
    public long Seq { get; set; }
    public byte[] Hash { get; set; } = new byte[32];
}

/// <summary>Somebody looked at a case or an account. Sealed into the chain each minute.</summary>
public sealed class AuditRead
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid ActorId { get; init; }
    public required string Actor { get; init; }
    public required string SubjectKind { get; init; }
    public required string SubjectId { get; init; }
    public Guid CorrelationId { get; init; }
}

/// <summary>Which audit entry covers a read. A row of its own, because nothing in audit is ever updated.</summary>
public sealed class AuditReadSeal
{
    public required int PlatformId { get; init; }
    public required Guid ReadId { get; init; }
    public required long Seq { get; init; }
}
