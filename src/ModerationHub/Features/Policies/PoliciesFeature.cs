using Hangfire;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Features.Policies;

/// <summary>What is against the rules of a platform, how sharply the hub looks for it, and how that changes safely.</summary>
public static class PoliciesFeature
{
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services
            .AddScoped<ReadPolicies>().AddScoped<ReadPolicy>().AddScoped<CompareVersions>().AddScoped<PolicyVersions>().AddScoped<PolicyBanks>()
            .AddScoped<BeginDraft>().AddScoped<EditDraft>().AddScoped<EditTerms>().AddScoped<MoveDraft>().AddScoped<ReviewDraft>()
            .AddScoped<PublishVersion>().AddScoped<BringBack>().AddScoped<PublishDue.Step>();
        services.AddSingleton<PublishDue>()
            .AddRecurring<PublishDue>("publish-policies", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
        return services;
    }
}
