using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>Gives access back. The old password and second factor are gone: the person starts from a one-time link.</summary>
public sealed partial class RestoreUser(Operation op, Staff staff, ILogger<RestoreUser> logger)
{
    public sealed record Command(Guid UserId);

    /// <returns>The path of the link, to be shown once.</returns>
    public async Task<string> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        var user = await staff.EverywhereAsync(command.UserId, cancellation);
        if (user.RevokedAt is null)
            throw new RuleBrokenException(TeamRules.NotRevoked);
        user.RevokedAt = null;
        (await staff.Manager.RemovePasswordAsync(user)).Demand();
        await staff.ForgetSecondFactorAsync(user);
        await staff.EndSessionsAsync(user, "restored");
        op.Audit("user_restored", "user", user.Id.ToString(), new { user.Pseudonym });
        Log.Restored(logger, user.Id);
        return await Invitation.PathAsync(staff.Manager, user);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "User {UserId} restored")]
        public static partial void Restored(ILogger logger, Guid userId);
    }
}
