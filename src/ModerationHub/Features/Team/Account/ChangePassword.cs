using Microsoft.EntityFrameworkCore;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>One's own password. Every other session of the person ends.</summary>
public sealed class ChangePassword(Operation op, Staff staff)
{
    public sealed record Command(string Present, string New);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        var id = op.Actor.DemandUser();
        var user = await op.Db.Users.SingleAsync(u => u.Id == id, cancellation);
        (await staff.Manager.ChangePasswordAsync(user, command.Present, command.New)).Demand();
        staff.Announce(id, "password_changed");
        op.Audit("password_changed", "user", id.ToString(), new { user.Pseudonym });
    }
}
