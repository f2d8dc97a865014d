using Hangfire;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Features.Triage;

public static class TriageFeature
{
    public static IServiceCollection AddTriage(this IServiceCollection services) => services
        .AddMemoryCache()
        .AddScoped<VisibleQueues>()
        .AddScoped<ClaimNext>()
        .AddScoped<PeekNext>()
        .AddScoped<ClaimCase>()
        .AddScoped<RenewClaim>()
        .AddScoped<ReleaseCase>()
        .AddScoped<PassOnCase>()
        .AddScoped<Escalations>()
        .AddScoped<EscalateCase>()
        .AddScoped<AcknowledgeThreat>()
        .AddScoped<HandBackCase>()
        .AddScoped<PreserveCase>()
        .AddScoped<SaveDraft>()
        .AddScoped<QueueBoard>()
        .AddScoped<LapsedClaims>()
        .AddScoped<CrossedDeadlines>()
        .AddScoped<ClimbingAlarms>()
        .AddSingleton<CaseSweep>()
        .AddRecurring<CaseSweep>("cases", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
}
