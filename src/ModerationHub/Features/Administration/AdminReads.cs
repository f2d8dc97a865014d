using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Team;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

public sealed record PersonRow(Guid Id, string Email, string Pseudonym, MembershipTerms Terms, bool SecondFactor, bool LockedOut, DateTimeOffset? RevokedAt);

/// <summary>The platform's people, those with access first.</summary>
public sealed class ListPeople(Operation op)
{
    public async Task<IReadOnlyList<PersonRow>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        var people = await op.Db.Memberships.AsNoTracking().Where(m => m.PlatformId == op.PlatformId)
            .Join(op.Db.Users, m => m.UserId, u => u.Id, (m, u) => new { Membership = m, u.Id, u.Email, u.Pseudonym, u.TwoFactorEnabled, u.LockoutEnd, u.RevokedAt })
            .OrderBy(p => p.RevokedAt != null).ThenBy(p => p.Pseudonym).ToListAsync(cancellation);
        return [.. people.Select(p => new PersonRow(p.Id, p.Email ?? "", p.Pseudonym, MembershipTerms.From(p.Membership), p.TwoFactorEnabled, p.LockoutEnd > op.Now, p.RevokedAt))];
    }
}

public sealed record QueueChoice(string Id, string Name);

/// <summary>The queues that somebody can be given beside those that role and languages open: the sealed lane needs training, and threats are for who is on call.</summary>
public sealed class ChoosableQueues(Operation op)
{
    public async Task<IReadOnlyList<QueueChoice>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        return await op.Db.Queues.AsNoTracking().Where(q => q.ClosedAt == null && q.Kind != QueueKind.Sealed && q.Kind != QueueKind.Threat)
            .OrderBy(q => q.Position).ThenBy(q => q.Id).Select(q => new QueueChoice(q.Id, q.Name)).ToListAsync(cancellation);
    }
}

public sealed record KeyRow(Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

public sealed class ListApiKeys(Operation op)
{
    public async Task<IReadOnlyList<KeyRow>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageKeys);
        return await op.Db.ApiKeys.AsNoTracking().Where(k => k.PlatformId == op.PlatformId).OrderBy(k => k.RevokedAt != null).ThenByDescending(k => k.Id)
            .Select(k => new KeyRow(k.Id, k.Name, k.Scopes, k.CreatedAt, k.RevokedAt)).ToListAsync(cancellation);
    }
}

public sealed record FailureRow(Guid Id, string AccountId, string? PostId, string Error, DateTimeOffset At);

public sealed record HealthBoard(ScoringState Scoring, IReadOnlyList<FailureRow> SetAside, int? RetentionDays);

/// <summary>How the platform's scoring stands and what was set aside: the error, never the text.</summary>
public sealed class ReadHealth(Operation op, ScoringHealth scoring)
{
    const int Limit = 50;

    public async Task<HealthBoard> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadHealth);
        return new(await scoring.ReadAsync(op.PlatformId, cancellation),
            await op.Db.ScoringFailures.AsNoTracking().OrderByDescending(f => f.At).Take(Limit).Select(f => new FailureRow(f.Id, f.AccountId, f.PostId, f.Error, f.At)).ToListAsync(cancellation),
            await op.Db.Platforms.Where(p => p.Id == op.PlatformId).Select(p => p.PostRetentionDays).SingleAsync(cancellation));
    }
}
