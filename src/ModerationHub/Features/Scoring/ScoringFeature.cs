using Microsoft.Extensions.DependencyInjection.Extensions;
using ModerationHub.Features.Languages;
using ModerationHub.Features.Media;
using ModerationHub.Features.Learning.Onnx;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Health;

namespace ModerationHub.Features.Scoring;

/// <summary>From committed posts to candidates.</summary>
public static class ScoringFeature
{
    const int DrainsPerHost = 2;

    public static IServiceCollection AddScoring(this IServiceCollection services)
    {
        services.AddSingleton<ScoringSignal>();
        services.AddSingleton<ShardMemories>();
        services.TryAddSingleton<MediaMemory>();
        services.AddSingleton(static provider => new OnnxModels(provider.GetService<IConfiguration>()?["Models:Onnx:Folder"]));
        services.AddLanguages();
        services.AddSingleton<PlatformContexts>();
        services.AddSingleton<ScoringMetrics>();
        services.AddSingleton<ScoringHealth>();
        services.AddSingleton<RaiseCandidates>();
        services.AddSingleton<Sightings>();
        services.AddRecurring<Sightings>("sightings", "17 * * * *", sightings => sightings.ForgetAsync(CancellationToken.None));
        services.AddScoped<RetrySetAside>().AddScoped<DismissSetAside>();
        services.AddTransient<ScoringDrain>();
        services.AddDrain("scoring", DrainsPerHost,
            static (provider, lap) => provider.GetRequiredService<ScoringDrain>().RunAsync(lap, provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddHostedService<ScoringWatch>();
        services.AddHealthChecks().AddCheck<ScoringCheck>("scoring", timeout: HealthFeature.Patience);
        return services;
    }
}
