using Microsoft.AspNetCore.DataProtection;
using ModerationHub.Data;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Keys for cookies, secrets and signatures, which all hosts on a database share.</summary>
public static class HubKeys
{
    public static IDataProtectionBuilder AddHubKeys(this IServiceCollection services) =>
        services.AddDataProtection().SetApplicationName("ModerationHub").PersistKeysToDbContext<ModerationDbContext>();
}
