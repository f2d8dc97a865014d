using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>People inside one operation: Identity's manager on the operation's own context, so that what it saves is committed with the audit entry or not at all.</summary>
public sealed class Staff(Operation op, IServiceProvider services)
{
    UserOnlyStore<HubUser, ModerationDbContext, Guid>? _store;
    UserManager<HubUser>? _manager;

    public UserManager<HubUser> Manager => _manager ??= ActivatorUtilities.CreateInstance<UserManager<HubUser>>(services, Store);

    public IUserAuthenticatorKeyStore<HubUser> Keys => Store;

    UserOnlyStore<HubUser, ModerationDbContext, Guid> Store => _store ??= new(op.Db, services.GetRequiredService<IdentityErrorDescriber>());

    /// <summary>Somebody of the actor's platform.</summary>
    public async Task<(HubUser User, Membership Membership)> MemberAsync(Guid userId, CancellationToken cancellation)
    {
        var membership = await op.Db.Memberships.SingleOrDefaultAsync(m => m.UserId == userId, cancellation);
        var user = membership is null ? null : await op.Db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancellation);
        return user is null ? throw new RuleBrokenException(TeamRules.UnknownPerson) : (user, membership!);
    }

    /// <summary>Likewise, for what concerns them on every platform: whoever does that administers each.</summary>
    public async Task<HubUser> EverywhereAsync(Guid userId, CancellationToken cancellation)
    {
        var (user, _) = await MemberAsync(userId, cancellation);
        // The hub itself acts for all.
        if (op.Actor.UserId is not { } actor)
            return user;
        await SeeAsync("*", cancellation);
        var elsewhere = await op.Db.Database.SqlQuery<bool>($"""
            select exists (
                select from memberships m where m.user_id = {userId} and m.platform_id <> {op.PlatformId}
                    and not exists (select from memberships a where a.platform_id = m.platform_id and a.user_id = {actor} and a.role = 'admin')) as "Value"
            """).ToListAsync(cancellation);
        await SeeAsync(op.PlatformId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
        return elsewhere.Single() ? throw new RuleBrokenException(TeamRules.WorksElsewhere) : user;
    }

    public void DemandNotSelf(Guid userId)
    {
        if (op.Actor.UserId == userId)
            throw new RuleBrokenException(TeamRules.NotYourself);
    }

    /// <summary>
    /// Refuses to leave a platform of this person without an administrator. Administrators' rows are locked first and
    /// counted by a later statement, so that two of them who take each other's role at the same moment can't both succeed.
    /// </summary>
    public async Task DemandAnotherAdministratorAsync(Guid userId, bool everywhere, CancellationToken cancellation)
    {
        if (everywhere)
            await SeeAsync("*", cancellation);
        await op.Db.Database.ExecuteSqlAsync(
            $"select 1 from memberships where role = 'admin' order by platform_id, user_id for update", cancellation);
        var last = await op.Db.Database.SqlQuery<bool>($"""
            select exists (
                select from memberships m
                where m.user_id = {userId} and m.role = 'admin' and not exists (
                    select from memberships o join users u on u.id = o.user_id
                    where o.platform_id = m.platform_id and o.role = 'admin' and o.user_id <> m.user_id and u.revoked_at is null)) as "Value"
            """).ToListAsync(cancellation);
        await SeeAsync(op.PlatformId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
        if (last.Single())
            throw new RuleBrokenException(TeamRules.LastAdministrator);
    }

    public async Task ForgetSecondFactorAsync(HubUser user)
    {
        (await Manager.SetTwoFactorEnabledAsync(user, false)).Demand();
        (await Manager.ResetAuthenticatorKeyAsync(user)).Demand();
        _ = await Manager.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
        (await Manager.SetLockoutEndDateAsync(user, null)).Demand();
    }

    /// <summary>Old cookies die with the stamp; open circuits and connections with the event, on every host.</summary>
    public async Task EndSessionsAsync(HubUser user, string why)
    {
        (await Manager.UpdateSecurityStampAsync(user)).Demand();
        Announce(user.Id, why);
    }

    public void Announce(Guid userId, string why) => op.Publish(new LiveEvent
    {
        PlatformId = op.PlatformId,
        Id = op.NewId(),
        At = op.Now,
        Kind = LiveKind.UserRevoked,
        SubjectId = userId,
        State = why,
    });

    Task<int> SeeAsync(string platforms, CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"select set_config('hub.platform', {platforms}, true)", cancellation);
}
