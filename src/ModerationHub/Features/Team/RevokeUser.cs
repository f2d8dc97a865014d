using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>Takes a person's access away, on every platform and host, within seconds. What they decided stays theirs.</summary>
public sealed partial class RevokeUser(Operation op, Staff staff, ILogger<RevokeUser> logger)
{
    public sealed record Command(Guid UserId, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        staff.DemandNotSelf(command.UserId);
        await staff.DemandAnotherAdministratorAsync(command.UserId, everywhere: true, cancellation);
        var user = await staff.EverywhereAsync(command.UserId, cancellation);
        if (user.RevokedAt is not null)
            throw new RuleBrokenException(TeamRules.Revoked);
        user.RevokedAt = op.Now;
        await staff.EndSessionsAsync(user, "revoked");
        op.Audit("user_revoked", "user", user.Id.ToString(), new { user.Pseudonym, command.Reason });
        Log.Revoked(logger, user.Id);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "User {UserId} revoked")]
        public static partial void Revoked(ILogger logger, Guid userId);
    }
}
