using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Section `Security` of the configuration.</summary>
public sealed class SecuritySettings
{
    /// <summary>The hub is reached by https, on its own or through a proxy. Unset: whatever its own address says.</summary>
    public bool? Https { get; set; }

    /// <summary>Nobody works without a second factor; those who have none are led to set it up first.</summary>
    public bool RequireSecondFactor { get; set; }

    public static SecuritySettings Of(IConfiguration configuration, HubSettings settings)
    {
        var security = configuration.GetSection("Security").Get<SecuritySettings>() ?? new();
        security.Https ??= settings.Urls.Split(';').All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        return security;
    }

    public bool IsHttps => Https is true;

    /// <summary>Browsers keep a `__Host-` cookie to this host, its root path and https; it exists over https only.</summary>
    public string CookieName(string name) => IsHttps ? $"__Host-{name}" : name;
}
