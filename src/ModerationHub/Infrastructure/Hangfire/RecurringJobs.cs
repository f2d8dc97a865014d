using Hangfire;

namespace ModerationHub.Infrastructure.Hangfire;

/// <summary>A feature's recurring work: a class with `RunAsync(CancellationToken)`, idempotent and safe on several hosts at once.</summary>
public sealed record RecurringWork(string Id, string Cron, Action<IRecurringJobManager, string, string> Register)
{
    public static RecurringWork Of<TJob>(string id, string cron, System.Linq.Expressions.Expression<Func<TJob, Task>> call) =>
        new(id, cron, (manager, name, schedule) => manager.AddOrUpdate(name, call, schedule));
}

public static class RecurringWorkRegistration
{
    public static IServiceCollection AddRecurring<TJob>(this IServiceCollection services, string id, string cron,
        System.Linq.Expressions.Expression<Func<TJob, Task>> call) where TJob : class =>
        services.AddSingleton(RecurringWork.Of(id, cron, call));

    public static void RegisterRecurringWork(this IServiceProvider services)
    {
        var manager = services.GetRequiredService<IRecurringJobManager>();
        foreach (var work in services.GetServices<RecurringWork>())
            work.Register(manager, work.Id, work.Cron);
    }
}
