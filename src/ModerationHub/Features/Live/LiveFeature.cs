namespace ModerationHub.Features.Live;

public static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveFeed>();
        services.AddHostedService<LiveListener>();
        return services;
    }
}
