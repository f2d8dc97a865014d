using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>
/// Proves that the app shows codes for the prepared key and makes that key the second factor. Until then a key that was in
/// use stays in use: a wrong code rolls everything back.
/// </summary>
public sealed class TurnOnSecondFactor(Operation op, Staff staff)
{
    public const int RecoveryCodes = 10;
    const string Provider = "hub", Prepared = "prepared_authenticator_key";

    /// <summary>The password is asked only of those who have a second factor already: an unattended screen must not replace it.</summary>
    public sealed record Command(string Code, string? Password = null);

    /// <summary>The key to show as a QR code; the same one until it is proved.</summary>
    public static async Task<string> PrepareAsync(UserManager<HubUser> manager, HubUser user)
    {
        if (await manager.GetAuthenticationTokenAsync(user, Provider, Prepared) is { } known)
            return known;
        var key = manager.GenerateNewAuthenticatorKey();
        (await manager.SetAuthenticationTokenAsync(user, Provider, Prepared, key)).Demand();
        return key;
    }

    /// <returns>Recovery codes, to be shown once.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(Command command, CancellationToken cancellation)
    {
        var id = op.Actor.DemandUser();
        var user = await op.Db.Users.SingleAsync(u => u.Id == id, cancellation);
        var manager = staff.Manager;
        if (user.TwoFactorEnabled && !await manager.CheckPasswordAsync(user, command.Password ?? ""))
            throw new RuleBrokenException(TeamRules.WrongPassword);
        var key = await manager.GetAuthenticationTokenAsync(user, Provider, Prepared) ?? throw new RuleBrokenException(TeamRules.WrongCode);
        await staff.Keys.SetAuthenticatorKeyAsync(user, key, cancellation);
        (await manager.UpdateAsync(user)).Demand();
        var code = new string([.. command.Code.Where(char.IsAsciiDigit)]);
        if (!await manager.VerifyTwoFactorTokenAsync(user, manager.Options.Tokens.AuthenticatorTokenProvider, code))
            throw new RuleBrokenException(TeamRules.WrongCode);
        (await manager.SetTwoFactorEnabledAsync(user, true)).Demand();
        (await manager.RemoveAuthenticationTokenAsync(user, Provider, Prepared)).Demand();
        var codes = await manager.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        staff.Announce(id, "second_factor_on");
        op.Audit("second_factor_on", "user", id.ToString(), new { user.Pseudonym });
        return [.. codes!];
    }
}
