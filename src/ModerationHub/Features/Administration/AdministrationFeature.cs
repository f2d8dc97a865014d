namespace ModerationHub.Features.Administration;

public static class AdministrationFeature
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) =>
        services.AddScoped<ListPeople>().AddScoped<ChoosableQueues>().AddScoped<ListApiKeys>().AddScoped<ReadHealth>().AddScoped<ReadPlatform>().AddScoped<PreviewRetention>().AddScoped<ChangePlatform>()
            .AddScoped<ListQueues>().AddScoped<QueuePolicies>().AddScoped<AddQueue>().AddScoped<ChangeQueue>().AddScoped<CloseQueue>();
}
