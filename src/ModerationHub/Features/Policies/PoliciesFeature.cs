using Hangfire;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Features.Policies.Shadows;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Features.Policies;

/// <summary>What is against the rules of a platform, how sharply the hub looks for it, and how that changes safely.</summary>
public static class PoliciesFeature
{
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services
            .AddScoped<ReadPolicies>().AddScoped<FindPolicies>().AddScoped<ReadPolicy>().AddScoped<CompareVersions>().AddScoped<PolicyVersions>().AddScoped<PolicyBanks>().AddScoped<PolicyPlaces>()
            .AddScoped<MakePolicy>().AddScoped<PlacePolicy>().AddScoped<OrderPolicy>().AddScoped<ArchivePolicy>().AddScoped<KeepPolicy>()
            .AddScoped<BeginDraft>().AddScoped<EditDraft>().AddScoped<EditTerms>().AddScoped<MoveDraft>().AddScoped<ReviewDraft>()
            .AddScoped<PublishVersion>().AddScoped<BringBack>().AddScoped<PublishDue.Step>();
        services.AddScoped<OrderBacktest>().AddScoped<CancelBacktest>().AddScoped<ReadBacktest>().AddSingleton<BacktestRunner>();
        // A lap of waiting ends with the drain's token; a backtest under way goes on until it is done or the host stops.
        services.AddDrain("backtests", 1, static (provider, lap) => provider.GetRequiredService<BacktestRunner>()
            .RunAsync(lap, provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddScoped<ReadGivenUpRecounts>().AddScoped<RestartRecount>().AddSingleton<RecountRunner>().AddDrain("recounts", 1, static (provider, lap) => provider.GetRequiredService<RecountRunner>()
            .RunAsync(lap, provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddScoped<StartShadow>().AddScoped<StopShadow>().AddScoped<ReadShadow>().AddScoped<ShadowSteps>().AddSingleton<EndShadows>()
            .AddRecurring<EndShadows>("end-shadows", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
        services.AddScoped<ReadTermStops>().AddScoped<OpenStops>().AddScoped<DecideTermStop>().AddScoped<StopWildTerms.Step>().AddSingleton<StopWildTerms>()
            .AddRecurring<StopWildTerms>("stop-wild-terms", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
        services.AddSingleton<PublishDue>()
            .AddRecurring<PublishDue>("publish-policies", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
        return services;
    }
}
