using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Shield;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Shield;

/// <summary>What protects an account, for leads; nobody else reads the list and no interface gives it out.</summary>
public sealed record AccountShield(ShieldLine? Listed, IReadOnlyList<ClearanceLine> Clearances);

public sealed record ShieldLine(ShieldKind Kind, string Reason, string AddedAs, DateTimeOffset AddedAt, DateTimeOffset ExpiresAt);

/// <param name="Counts">Neither expired nor overturned.</param>
public sealed record ClearanceLine(Guid Id, string ClearedAs, DateTimeOffset ClearedAt, DateTimeOffset ExpiresAt, string Reason, long SeenEvidence, bool Counts);

public sealed class ReadShield(Operation op)
{
    const int Most = 20;

    public sealed record Command(string AccountId);

    public async Task<AccountShield> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageShield);
        op.RecordRead(ShieldedAccount.Subject, command.AccountId);
        var listed = await op.Db.ShieldedAccounts.AsNoTracking().Where(s => s.AccountId == command.AccountId)
            .Select(s => new ShieldLine(s.Kind, s.Reason, s.AddedAs, s.AddedAt, s.ExpiresAt)).SingleOrDefaultAsync(cancellation);
        var clearances = await op.Db.Clearances.AsNoTracking().Where(c => c.AccountId == command.AccountId).OrderByDescending(c => c.ClearedAt).Take(Most)
            .Select(c => new ClearanceLine(c.Id, c.ClearedAs, c.ClearedAt, c.ExpiresAt, c.Reason, c.SeenEvidence,
                c.ExpiresAt > op.Now && (c.DecisionId == null || op.Db.Decisions.Any(d => d.Id == c.DecisionId && d.State == DecisionState.Final))))
            .ToListAsync(cancellation);
        return new(listed, clearances);
    }
}
