using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>For a lost telephone: the second factor and its recovery codes are forgotten, and open sessions end.</summary>
public sealed partial class ResetSecondFactor(Operation op, Staff staff, ILogger<ResetSecondFactor> logger)
{
    public sealed record Command(Guid UserId, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        staff.DemandNotSelf(command.UserId);
        var user = await staff.EverywhereAsync(command.UserId, cancellation);
        await staff.ForgetSecondFactorAsync(user);
        await staff.EndSessionsAsync(user, "second_factor_reset");
        op.Audit("second_factor_reset", "user", user.Id.ToString(), new { user.Pseudonym, command.Reason });
        Log.Reset(logger, user.Id);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Second factor of user {UserId} reset")]
        public static partial void Reset(ILogger logger, Guid userId);
    }
}
