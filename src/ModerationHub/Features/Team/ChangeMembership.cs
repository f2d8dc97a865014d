using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>Another role, other languages or queues. The person stays signed in; their open pages load anew and show what they may do now.</summary>
public sealed partial class ChangeMembership(Operation op, Staff staff, ILogger<ChangeMembership> logger)
{
    public sealed record Command(Guid UserId, MembershipTerms Terms);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageUsers);
        await command.Terms.CheckAsync(op, cancellation);
        var (user, membership) = await staff.MemberAsync(command.UserId, cancellation);
        if (user.RevokedAt is not null)
            throw new RuleBrokenException(TeamRules.Revoked);
        if (membership.Role != command.Terms.Role)
        {
            staff.DemandNotSelf(command.UserId);
            await staff.DemandAnotherAdministratorAsync(command.UserId, everywhere: false, cancellation);
        }
        var before = MembershipTerms.From(membership);
        command.Terms.ApplyTo(membership);
        staff.Announce(user.Id, "changed");
        op.Audit("membership_changed", "user", user.Id.ToString(), new { user.Pseudonym, Before = before, After = command.Terms });
        Log.Changed(logger, user.Id, before.Role, command.Terms.Role);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Membership of user {UserId} changed: {Before} to {After}")]
        public static partial void Changed(ILogger logger, Guid userId, Role before, Role after);
    }
}
