using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace ModerationHub.Infrastructure.Hangfire;

/// <summary>A feature's recurring work: a class with `RunAsync(CancellationToken)`, idempotent and safe on several hosts at once.</summary>
public sealed record RecurringWork(string Id, string Cron, Action<IRecurringJobManager, string, string> Register)
{
    public static RecurringWork Of<TJob>(string id, string cron, System.Linq.Expressions.Expression<Func<TJob, Task>> call) =>
        new(id, cron, (manager, name, schedule) => manager.AddOrUpdate(name, call, schedule));
}

/// <summary>
/// Tells the scheduler what recurs. A host that was killed in the middle of it leaves its lock for a minute; whoever starts meanwhile
/// neither waits nor fails, and tries again until all is told.
/// </summary>
public sealed partial class RecurringWorkRegistration(IRecurringJobManager manager, IEnumerable<RecurringWork> all, TimeProvider time, ILogger<RecurringWorkRegistration> logger) : BackgroundService
{
    static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var left = all.ToList();
        using var timer = new PeriodicTimer(Again, time);
        try
        {
            do
                left.RemoveAll(work => stoppingToken.IsCancellationRequested || Register(work));
            while (left.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    bool Register(RecurringWork work)
    {
        try
        {
            work.Register(manager, work.Id, work.Cron);
            return true;
        }
        catch (Exception failed) when (failed is PostgreSqlDistributedLockException or NpgsqlException)
        {
            Log.Postponed(logger, work.Id, failed.GetType().Name);
            return false;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Recurring work {Id} could not be told to the scheduler ({Error}); tried again in seconds")]
        public static partial void Postponed(ILogger logger, string id, string error);
    }
}

public static class Recurring
{
    public static IServiceCollection AddRecurring<TJob>(this IServiceCollection services, string id, string cron,
        System.Linq.Expressions.Expression<Func<TJob, Task>> call) where TJob : class =>
        services.AddSingleton(RecurringWork.Of(id, cron, call));
}
