using ModerationHub.Infrastructure.Api;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Security;

public static class HubSecurity
{
    public static IServiceCollection AddHubSecurity(this IServiceCollection services, IConfiguration configuration, HubSettings settings)
    {
        var security = SecuritySettings.Of(configuration, settings);
        services.AddSingleton(security);
        services.AddHubIdentity(security);
        services.AddPermissionPolicies();
        services.AddAccountLimits();
        services.AddHttpContextAccessor();
        services.AddSingleton<PeopleDirectory>();
        services.AddSingleton<ActorResolver>();
        services.AddScoped<CurrentActor>();
        services.AddSingleton<SessionRegistry>();
        services.AddHostedService<SessionGuard>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<CircuitHandler, CircuitSessions>());
        // One-time links carry their secret in the query; the request log would keep it.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return services;
    }

    /// <summary>Headers first, then who it is, then whether they may; before any endpoint is mapped.</summary>
    public static WebApplication UseHubSecurity(this WebApplication app)
    {
        // A proxy may speak plain http to the hub: forms would not set their cookie then, which is for https alone.
        if (app.Services.GetRequiredService<SecuritySettings>().IsHttps)
            app.Use(static (http, next) =>
            {
                http.Request.Scheme = Uri.UriSchemeHttps;
                return next(http);
            });
        app.UseMiddleware<SecurityHeaders>();
        app.UseRouting();
        app.UseUnknownCalls();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<OpenConnections>();
        app.UseAntiforgery();
        return app;
    }
}
