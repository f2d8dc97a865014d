using System.Reflection;
using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.Storage;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Tests.Infrastructure;

public sealed class OncePerHostTests
{
    readonly OncePerHost _filter = new();

    [Fact]
    public void A_job_that_still_runs_is_not_started_beside_itself_and_keeps_nobody_else_waiting()
    {
        var first = Begin("1", () => Work.Slow());
        Assert.False(first.Canceled);
        Assert.True(Begin("2", () => Work.Slow()).Canceled);
        Assert.False(Begin("3", () => Work.Other()).Canceled);
        _filter.OnPerformed(new PerformedContext(first, null, canceled: false, new InvalidOperationException()));
        Assert.False(Begin("4", () => Work.Slow()).Canceled);
    }

    [Fact]
    public void What_was_left_out_ends_nothing()
    {
        Begin("1", () => Work.Slow());
        _filter.OnPerformed(new PerformedContext(Begin("2", () => Work.Slow()), null, canceled: true, null));
        Assert.True(Begin("3", () => Work.Slow()).Canceled);
    }

    [Fact]
    public void Drains_count_themselves()
    {
        Assert.False(Begin("1", Job.FromExpression<Drains>(d => d.RunAsync("scoring", CancellationToken.None))).Canceled);
        Assert.False(Begin("2", Job.FromExpression<Drains>(d => d.RunAsync("scoring", CancellationToken.None))).Canceled);
    }

    PerformingContext Begin(string id, System.Linq.Expressions.Expression<Action> call) => Begin(id, Job.FromExpression(call));

    PerformingContext Begin(string id, Job job)
    {
        var context = new PerformingContext(new PerformContext(null, DispatchProxy.Create<IStorageConnection, Nothing>(), new BackgroundJob(id, job, DateTime.UnixEpoch), new JobCancellationToken(false)));
        _filter.OnPerforming(context);
        return context;
    }

    public class Nothing : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}

/// <summary>Jobs that do nothing.</summary>
public static class Work
{
    public static void Slow()
    {
    }

    public static void Other()
    {
    }
}
