using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>A new one-time link for somebody who lost the first or forgot the password. Open sessions end: whoever needs the link is not in them.</summary>
public sealed partial class InviteUser(Operation op, Staff staff, ILogger<InviteUser> logger)
{
    public sealed record Command(Guid UserId);

    /// <returns>The path of the link, to be shown once.</returns>
    public async Task<string> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        staff.DemandNotSelf(command.UserId);
        var user = await staff.EverywhereAsync(command.UserId, cancellation);
        if (user.RevokedAt is not null)
            throw new RuleBrokenException(TeamRules.Revoked);
        (await staff.Manager.SetLockoutEndDateAsync(user, null)).Demand();
        await staff.EndSessionsAsync(user, "invited");
        op.Audit("user_invited", "user", user.Id.ToString(), new { user.Pseudonym });
        Log.Invited(logger, user.Id);
        return await Invitation.PathAsync(staff.Manager, user);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "User {UserId} invited again")]
        public static partial void Invited(ILogger logger, Guid userId);
    }
}
