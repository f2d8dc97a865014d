namespace ModerationHub.Features.Appeals;

public static class AppealsFeature
{
    public static IServiceCollection AddAppeals(this IServiceCollection services) =>
        services.AddScoped<ListAppeals>().AddScoped<ReadAppeal>().AddScoped<AnswerAppeal>().AddScoped<AppealOutcomes>();
}
