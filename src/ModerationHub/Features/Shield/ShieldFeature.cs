using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ModerationHub.Features.Shield;

public static class ShieldFeature
{
    public static IServiceCollection AddShield(this IServiceCollection services)
    {
        services.TryAddScoped<ShieldAccount>();
        services.TryAddScoped<UnshieldAccount>();
        services.TryAddScoped<ClearAccount>();
        services.TryAddScoped<ClearByDecision>();
        services.TryAddScoped<ReadShield>();
        services.TryAddScoped<ListShields>();
        return services;
    }
}
