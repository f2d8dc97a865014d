using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>Spends the one-time link: whoever holds it becomes administrator of every platform, once, while there is none.</summary>
public sealed partial class CreateFirstAdministrator(Operation op, CreateUser users, ILogger<CreateFirstAdministrator> logger)
{
    public sealed record Command(Guid LinkId, string Secret, string Email, string Pseudonym, string Password);

    public async Task<Guid> HandleAsync(Command command, CancellationToken cancellation)
    {
        // Two links, or one link twice, at the same moment: one waits here and then finds the other's administrator.
        await op.Db.Database.ExecuteSqlAsync($"lock table setup_links in share row exclusive mode", cancellation);
        await SeeAsync("*", cancellation);
        var hash = SetupLinks.HashOf(command.Secret);
        var spent = hash is null ? 0 : await op.Db.SetupLinks
            .Where(link => link.Id == command.LinkId && link.SecretHash == hash && link.UsedAt == null && link.ExpiresAt > op.Now)
            .ExecuteUpdateAsync(link => link.SetProperty(l => l.UsedAt, op.Now), cancellation);
        if (spent == 0)
            throw new RuleBrokenException(TeamRules.LinkUsedOrExpired);
        var orphaned = await SetupLinks.WithoutAdministrator(op.Db).Select(platform => platform.Id).ToArrayAsync(cancellation);
        if (!orphaned.Contains(op.PlatformId))
            throw new RuleBrokenException(TeamRules.HasAdministrator);
        var created = await users.HandleAsync(
            new(command.Email, command.Pseudonym, MembershipTerms.Of(Role.Admin), command.Password), cancellation);
        await op.Db.Database.ExecuteSqlAsync($"""
            insert into memberships (platform_id, user_id, role, languages, queues, sealed_lane)
            select id, {created.UserId}, 'admin', array[]::text[], array[]::text[], false from platforms where id = any ({orphaned}) and id <> {op.PlatformId}
            """, cancellation);
        await SeeAsync(op.PlatformId.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
        Log.Spent(logger, command.LinkId);
        return created.UserId;
    }

    Task<int> SeeAsync(string platforms, CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"select set_config('hub.platform', {platforms}, true)", cancellation);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The first administrator was created by set-up link {LinkId}")]
        public static partial void Spent(ILogger logger, Guid linkId);
    }
}
