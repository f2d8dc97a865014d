using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>New recovery codes; the old ones stop working. The password is asked again, so that an unattended screen gives nothing away.</summary>
public sealed class RenewRecoveryCodes(Operation op, Staff staff)
{
    public sealed record Command(string Password);

    /// <returns>Recovery codes, to be shown once.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(Command command, CancellationToken cancellation)
    {
        var id = op.Actor.DemandUser();
        var user = await op.Db.Users.SingleAsync(u => u.Id == id, cancellation);
        if (!await staff.Manager.CheckPasswordAsync(user, command.Password))
            throw new RuleBrokenException(TeamRules.WrongPassword);
        var codes = await staff.Manager.GenerateNewTwoFactorRecoveryCodesAsync(user, TurnOnSecondFactor.RecoveryCodes);
        op.Audit("recovery_codes_renewed", "user", id.ToString(), new { user.Pseudonym });
        return [.. codes!];
    }
}
