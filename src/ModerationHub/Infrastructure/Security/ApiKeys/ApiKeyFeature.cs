using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

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
        // The key's scheme last: its answer has a body, and nothing may be set after it.
        authorization.AddPolicy(ApiScopes.LivePolicy, policy => policy
            .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, Scheme).RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.KeyId() is null || context.User.HasClaim(ApiPrincipal.ScopeClaim, ApiScopes.Read)));
        return services;
    }
}
