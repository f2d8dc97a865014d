using ModerationHub.Features.Administration;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Demo;

public static class DemoFeature
{
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.AddSingleton<PlatformSetup>();
        services.AddSingleton<DemoSetup>();
        return services;
    }

    /// <summary>Before the host takes requests: the demo's people, or a first platform for a hub that has none.</summary>
    public static async Task<DemoAccess?> PreparePlatformAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        if (services.GetRequiredService<HubSettings>().Demo)
            return await services.GetRequiredService<DemoSetup>().PrepareAsync(cancellation);
        await services.GetRequiredService<PlatformSetup>().EnsureFirstAsync(cancellation);
        return null;
    }

    /// <summary>Plays the story in the background, against the hub's own address like any platform, until the host stops.</summary>
    public static async Task PlayStoryAsync(this IServiceProvider services, DemoAccess access, CancellationToken stopping)
    {
        var settings = services.GetRequiredService<HubSettings>();
        if (!settings.Story)
            return;
        var demo = services.GetRequiredService<IConfiguration>().GetSection("Demo");
        using var story = new DemoStoryService(new DemoOptions
        {
            BaseAddress = new Uri(access.Url),
            Key = access.Key,
            Seed = demo.GetValue("Seed", new DemoOptions().Seed),
            Pace = demo.GetValue("Pace", 1.0),
            BookmarkFile = Path.Combine(settings.DataFolder, "story.json"),
        }, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<DemoStoryService>>());
        await story.StartAsync(stopping);
        await (story.ExecuteTask ?? Task.CompletedTask);
    }
}
