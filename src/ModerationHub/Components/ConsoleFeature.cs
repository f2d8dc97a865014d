using Microsoft.AspNetCore.Localization;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Infrastructure.Api;

namespace ModerationHub.Components;

public static class ConsoleFeature
{
    /// <summary>Bytes of one message from the browser: a thousand pasted lines fit; the usual 32 KB would end the connection.</summary>
    const int LongestInput = 2 * 1024 * 1024;

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options => options.MaximumReceiveMessageSize = LongestInput);
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture("en").AddSupportedCultures(Preferences.Languages).AddSupportedUICultures(Preferences.Languages);
            // Only the choice of the user counts: a reviewer's browser may be set to a language that the team does not work in.
            options.RequestCultureProviders = [new CookieRequestCultureProvider()];
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<KeyRegistry>();
        services.AddScoped<Shell>();
        return services;
    }

    /// <summary>An address that leads nowhere shows the console's own page for that, to whoever is signed in.</summary>
    public static IApplicationBuilder UseConsole(this IApplicationBuilder app) => app.UseWhen(
        static http => !http.Request.IsApi() && HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal),
        static pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));

    public static RazorComponentsEndpointConventionBuilder MapConsole(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/preferences", Preferences.Save).AllowAnonymous();
        return endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
