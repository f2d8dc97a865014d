using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>The invited person chooses a password.</summary>
public sealed class AcceptInvitation(Operation op, Staff staff)
{
    public sealed record Command(string Token, string Password);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        var id = op.Actor.DemandUser();
        var user = await op.Db.Users.SingleOrDefaultAsync(u => u.Id == id && u.RevokedAt == null, cancellation)
            ?? throw new RuleBrokenException(TeamRules.LinkUsedOrExpired);
        (await staff.Manager.ResetPasswordAsync(user, command.Token, command.Password)).Demand();
        staff.Announce(id, "password_chosen");
        op.Audit("invitation_accepted", "user", id.ToString(), new { user.Pseudonym });
    }
}
