using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using ModerationHub.Data;

namespace ModerationHub.Features.Team;

/// <summary>
/// A one-time link on which somebody chooses a password. Its token hangs on the security stamp, which the new password
/// changes: so it works once, for a day, and an older link dies with a newer one's use.
/// </summary>
public static class Invitation
{
    public static async Task<string> PathAsync(UserManager<HubUser> manager, HubUser user) =>
        QueryHelpers.AddQueryString($"/account/invitation/{user.Id}", "token", await manager.GeneratePasswordResetTokenAsync(user));
}
