using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ModerationHub.Features.Demo;

public static class DemoFeature
{
    /// <summary>Plays the story beside the host. Only <c>./hub run --demo</c> calls this.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, DemoOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton(options).AddHostedService<DemoStoryService>();
    }
}
