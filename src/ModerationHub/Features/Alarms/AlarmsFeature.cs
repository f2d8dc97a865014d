namespace ModerationHub.Features.Alarms;

public static class AlarmsFeature
{
    public static IServiceCollection AddAlarms(this IServiceCollection services) => services.AddScoped<OpenAlarms>().AddScoped<AlarmReach>();
}
