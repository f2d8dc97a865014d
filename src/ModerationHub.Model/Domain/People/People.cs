namespace ModerationHub.Domain.People;

public enum Role { Moderator, Lead, Auditor, Admin }

/// <summary>Permissions are named after actions; roles are sets of them (<see cref="Permissions"/>).</summary>
public enum Permission
{
    ReadCases,
    ClaimCase,
    DecideCase,
    EscalateCase,
    ReadSealedLane,
    AcknowledgeThreat,
    ReadAccounts,
    ReadAudit,
    VerifyAudit,
    ExportAudit,
    OverturnDecision,
    ReadOrders,
    ManageUsers,
    ManageKeys,
    ManageWebhooks,
    ReadHealth,
    ManageShield,
    ReadModels,
    TrainModel,
    PromoteModel,
    ReadPolicies,
    ManagePolicies,
    AnswerAppeals,
    AnswerOrders,
    ManagePlatform,
}

public static class Permissions
{
    static readonly Permission[] Moderator =
        [Permission.ReadCases, Permission.ClaimCase, Permission.DecideCase, Permission.EscalateCase, Permission.ReadAccounts, Permission.ReadPolicies];

    static readonly Permission[] Lead =
        [.. Moderator, Permission.AcknowledgeThreat, Permission.ReadAudit, Permission.VerifyAudit, Permission.ExportAudit,
            Permission.OverturnDecision, Permission.ReadOrders, Permission.ManageShield, Permission.ReadModels, Permission.TrainModel, Permission.PromoteModel,
            Permission.ManagePolicies, Permission.AnswerAppeals, Permission.AnswerOrders];

    static readonly Permission[] Auditor =
        [Permission.ReadCases, Permission.ReadAccounts, Permission.ReadAudit, Permission.VerifyAudit, Permission.ExportAudit, Permission.ReadOrders,
            Permission.ReadModels, Permission.ReadPolicies];

    static readonly Permission[] Admin =
        [Permission.ManageUsers, Permission.ManageKeys, Permission.ManageWebhooks, Permission.ManagePlatform, Permission.ReadHealth, Permission.VerifyAudit, Permission.ReadAudit];

    public static IReadOnlyList<Permission> Of(Role role) => role switch
    {
        Role.Moderator => Moderator,
        Role.Lead => Lead,
        Role.Auditor => Auditor,
        Role.Admin => Admin,
        _ => [],
    };

    /// <summary>The role's, and what somebody was trained or put on call for. Auditors only read and administrators see no cases, whatever they were given.</summary>
    public static IEnumerable<Permission> Of(Membership membership)
    {
        IEnumerable<Permission> all = Of(membership.Role);
        if (membership.Role is not (Role.Moderator or Role.Lead))
            return all;
        if (membership.SealedLane)
            all = all.Append(Permission.ReadSealedLane);
        return membership.Queues.Contains(ThreatQueue) ? all.Append(Permission.AcknowledgeThreat).Distinct() : all;
    }

    /// <summary>The queue of imminent threats to life; who has it is on call.</summary>
    public const string ThreatQueue = "threat";
}

/// <summary>What a user may do on one platform, which queues and which languages.</summary>
public sealed class Membership
{
    public required int PlatformId { get; init; }
    public required Guid UserId { get; init; }
    public required Role Role { get; set; }

    /// <summary>Languages that the user reads; empty means all.</summary>
    public string[] Languages { get; set; } = [];

    /// <summary>Queues beyond those that the languages open; specialists, the on-call person and trained reviewers of the sealed lane have theirs here.</summary>
    public string[] Queues { get; set; } = [];

    /// <summary>Trained for the sealed lane.</summary>
    public bool SealedLane { get; set; }
}

public sealed class ApiKey
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>SHA-256 of the secret; the secret has 256 random bits, so a slow hash would add nothing.</summary>
    public required byte[] SecretHash { get; init; }

    public required string[] Scopes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A one-time link that creates the first administrator.</summary>
public sealed class SetupLink
{
    public required Guid Id { get; init; }
    public required byte[] SecretHash { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
