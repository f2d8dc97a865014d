using Microsoft.AspNetCore.Identity;
using ModerationHub.Data;

namespace ModerationHub.Features.Team.Account;

static class UnknownPerson
{
    static readonly HubUser Nobody = new() { Pseudonym = "", CreatedAt = default };
    static readonly Lazy<string> Hash = new(() => new PasswordHasher<HubUser>().HashPassword(Nobody, "nobody has this password"));

    public static void Verify(UserManager<HubUser> users, string password) =>
        users.PasswordHasher.VerifyHashedPassword(Nobody, Hash.Value, password);
}
