using System.Text.Json;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Live;

public static class LiveFeature
{
    /// <summary>Whoever does not read for so long is let go, and hears what was missed when coming back.</summary>
    static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<MissedEvents>();
        services.AddSingleton<ReviewConnections>();
        services.AddMemoryCache();
        services.AddHostedService<LiveListener>();
        services.AddHostedService<LiveBroadcaster>();
        services.AddSignalR().AddMessagePackProtocol()
            .AddJsonProtocol(json => json.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.AddRecurring<MissedEvents>("live-events", "*/10 * * * *", missed => missed.ForgetAsync(CancellationToken.None));
        return services;
    }

    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHub<ReviewHub>("/hubs/review", options => options.TransportSendTimeout = SendTimeout).RequireAuthorization(ApiScopes.LivePolicy).Add(endpoint =>
        {
            var connect = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async http =>
            {
                // Negotiating and sending are posts.
                if (!HttpMethods.IsPost(http.Request.Method))
                    await ReviewHub.NotePositionAsync(http);
                await connect(http);
            };
        });
        return endpoints;
    }
}
