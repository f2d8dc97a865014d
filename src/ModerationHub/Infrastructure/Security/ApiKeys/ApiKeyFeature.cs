using Microsoft.AspNetCore.Authentication;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

public static class ApiKeyFeature
{
    public const string Scheme = "ApiKey";

    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeyDirectory>();
        services.AddScoped<IssueApiKey>();
        services.AddScoped<RevokeApiKey>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Scheme, null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var scope in ApiScopes.All)
            authorization.AddPolicy(ApiScopes.PolicyPrefix + scope, policy => policy
                .AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(ApiPrincipal.ScopeClaim, scope));
        return services;
    }
}
