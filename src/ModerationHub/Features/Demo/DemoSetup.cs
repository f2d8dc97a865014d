using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Team;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Demo;

/// <summary>Demo users on a platform of their own and a key with all scopes. Each run makes a new key and a new password and forgets the old ones.</summary>
public sealed class DemoSetup(PlatformSetup platforms, OperationRunner runner, HubSettings settings)
{
    const string KeyName = "demo";

    static readonly (string Email, string Pseudonym, MembershipTerms Terms)[] People =
    [
        ("moderator@demo.test", "Heron", MembershipTerms.Of(Role.Moderator)),
        ("moderator2@demo.test", "Kestrel", new(Role.Moderator, [], ["specialist"])),
        ("lead@demo.test", "Osprey", new(Role.Lead, [], [], SealedLane: true)),
        // A policy's draft needs a second person.
        ("lead2@demo.test", "Merlin", MembershipTerms.Of(Role.Lead)),
        ("auditor@demo.test", "Egret", MembershipTerms.Of(Role.Auditor)),
        ("admin@demo.test", "Plover", MembershipTerms.Of(Role.Admin)),
    ];

    public async Task<DemoAccess> PrepareAsync(CancellationToken cancellation)
    {
        var platform = await platforms.IdForAsync(DemoPlatform.Key, cancellation);
        await platforms.EnsureAsync(DemoPlatform.Seed(platform), cancellation);
        var hub = Actor.Machine(platform);
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        foreach (var (email, pseudonym, terms) in People)
            if (!await runner.RunAsync<Staff, bool>(hub, (staff, _) => SetPasswordAsync(staff, email, password), cancellation))
                await runner.RunAsync<CreateUser, CreateUser.Created>(hub, (create, token) =>
                    create.HandleAsync(new(email, pseudonym, terms, password), token), cancellation);
        var old = await runner.ReadAsync(hub, (op, token) =>
            op.Db.ApiKeys.Where(key => key.Name == KeyName && key.RevokedAt == null).Select(key => key.Id).ToListAsync(token), cancellation);
        foreach (var key in old)
            await runner.RunAsync<RevokeApiKey>(hub, (revoke, token) => revoke.HandleAsync(new(key), token), cancellation);
        var issued = await runner.RunAsync<IssueApiKey, IssuedApiKey>(hub, (issue, token) => issue.HandleAsync(new(KeyName, ApiScopes.All), token), cancellation);
        return new DemoAccess(settings.Address, issued.Key, password);
    }

    static async Task<bool> SetPasswordAsync(Staff staff, string email, string password)
    {
        if (await staff.Manager.FindByEmailAsync(email) is not { } user)
            return false;
        await staff.Manager.RemovePasswordAsync(user);
        await staff.Manager.AddPasswordAsync(user, password);
        return true;
    }
}

/// <summary>What the demo prints, and the story uses.</summary>
public sealed record DemoAccess(string Url, string Key, string Password)
{
    public override string ToString() => $"HUB_URL={Url}\nHUB_API_KEY={Key}\nHUB_DEMO_PASSWORD={Password}";
}
