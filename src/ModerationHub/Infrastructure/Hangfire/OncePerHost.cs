using System.Collections.Concurrent;
using Hangfire.Server;

namespace ModerationHub.Infrastructure.Hangfire;

/// <summary>
/// A recurring job that takes longer than its interval is not started beside itself: it would fill the host's few workers and every
/// other job would wait. Its next turn goes on where it stopped. Drains count themselves.
/// </summary>
public sealed class OncePerHost : IServerFilter
{
    readonly ConcurrentDictionary<(Type Type, string Method), string> _running = new();

    public void OnPerforming(PerformingContext context)
    {
        var job = context.BackgroundJob;
        if (job.Job.Type != typeof(Drains) && !_running.TryAdd((job.Job.Type, job.Job.Method.Name), job.Id))
            context.Canceled = true;
    }

    public void OnPerformed(PerformedContext context)
    {
        var job = context.BackgroundJob;
        _running.TryRemove(new((job.Job.Type, job.Job.Method.Name), job.Id));
    }
}
