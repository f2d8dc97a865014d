using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Scoring;
using ModerationHub.Domain.Shield;
using ModerationHub.Features.Accounts;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Shield;

/// <summary>A lead puts an account on the list of known voices, or gives it a new term there. Scoring looks at it again.</summary>
public sealed class ShieldAccount(Operation op)
{
    public sealed record Command(string AccountId, ShieldKind Kind, string Reason, DateTimeOffset ExpiresAt);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageShield);
        await op.DemandAccountAsync(command.AccountId, cancellation);
        var shielded = await op.Db.ShieldedAccounts.SingleOrDefaultAsync(s => s.AccountId == command.AccountId, cancellation);
        if (shielded is null)
            op.Db.ShieldedAccounts.Add(shielded = new ShieldedAccount { PlatformId = op.PlatformId, AccountId = command.AccountId });
        shielded.Declare(command.Kind, command.Reason, op.Actor.DemandUser(), op.Actor.Name, op.Now, command.ExpiresAt);
        op.LookAgain(command.AccountId);
        op.AuditShield("shield.added", new { command.AccountId, shielded.Kind, shielded.Reason, shielded.ExpiresAt });
    }
}

/// <summary>A lead takes an account off the list.</summary>
public sealed class UnshieldAccount(Operation op)
{
    public sealed record Command(string AccountId, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageShield);
        if (Words.AreMissing(command.Reason))
            throw new RuleBrokenException(ShieldRules.ReasonRequired);
        var shielded = await op.Db.ShieldedAccounts.SingleOrDefaultAsync(s => s.AccountId == command.AccountId, cancellation)
            ?? throw new RuleBrokenException(ShieldRules.NotShielded);
        op.Db.ShieldedAccounts.Remove(shielded);
        op.LookAgain(command.AccountId);
        op.AuditShield("shield.removed", new { command.AccountId, shielded.Kind, Reason = command.Reason.Trim() });
    }
}

static class ShieldSteps
{
    public static async Task DemandAccountAsync(this Operation op, string accountId, CancellationToken cancellation)
    {
        // Locked: two leads at once take turns.
        if ((await op.Db.Database.SqlQuery<int>($"select 1 as \"Value\" from accounts where platform_id = {op.PlatformId} and id = {accountId} for update").ToListAsync(cancellation)).Count == 0)
            throw new RuleBrokenException(AccountFileRules.Unknown);
    }

    /// <summary>Under an id that says nothing: the subject is part of the hash and leaves with every export, the payload does not.</summary>
    public static void AuditShield(this Operation op, string action, object payload) => op.Audit(action, ShieldedAccount.Subject, op.NewId().ToString(), payload);

    /// <summary>Leaves work for scoring, in the same transaction.</summary>
    public static void LookAgain(this Operation op, string accountId) => op.Db.Chunks.Add(new Chunk
    {
        PlatformId = op.PlatformId, Bucket = AccountBucket.Of(accountId), Id = op.NewId(), Kind = ChunkKind.Accounts, AccountIds = [accountId], Rows = 1, ReceivedAt = op.Now,
    });
}
