using ModerationHub.Features.Learning.Risk;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Features.Learning;

/// <summary>From decisions to text models, and from a lead's word to a model that counts.</summary>
public static class LearningFeature
{
    public static IServiceCollection AddLearning(this IServiceCollection services)
    {
        services.AddSingleton<KnownStock>();
        services.AddScoped<CollectExamples>().AddScoped<ImportExamples>().AddScoped<RequestTraining>().AddScoped<ReadModels>();
        services.AddScoped<ChampionChange>().AddScoped<PromoteModel>().AddScoped<RollBackModel>();
        services.AddScoped<TrainTextModels.Step>().AddTransient<TrainTextModels>();
        services.AddScoped<CollectDecisions>().AddScoped<RiskInForce>().AddScoped<ReadRisk>().AddScoped<UseRiskVersion>().AddScoped<FreezeRisk>();
        services.AddScoped<LearnRisk.Step>().AddTransient<LearnRisk>();
        return services.AddRecurring<TrainTextModels>("train-text-models", "* * * * *", job => job.RunAsync(CancellationToken.None))
            .AddRecurring<LearnRisk>("learn-risk", "* * * * *", job => job.RunAsync(CancellationToken.None));
    }
}
