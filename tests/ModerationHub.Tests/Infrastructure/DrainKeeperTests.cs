using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Tests.Infrastructure;

public sealed class DrainKeeperTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_database_that_is_away_ends_no_host_and_the_drains_start_when_it_is_back()
    {
        var (time, jobs) = (new FakeTimeProvider(), new Jobs());
        await using var services = new ServiceCollection().BuildServiceProvider();
        var drains = new Drains([new("decisions", 1, (_, _) => Task.CompletedTask)], services, jobs, time, NullLogger<Drains>.Instance);
        using var keeper = new DrainKeeper(drains, jobs, time, NullLogger<DrainKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await jobs.Refused.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        while (!jobs.Taken.Task.IsCompleted)
        {
            Assert.False(keeper.ExecuteTask!.IsCompleted, keeper.ExecuteTask.Exception?.Message);
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As Hangfire's when the database does not answer the first time.</summary>
    sealed class Jobs : IBackgroundJobClient
    {
        public TaskCompletionSource Refused { get; } = new();
        public TaskCompletionSource Taken { get; } = new();

        public string Create(Job job, IState state)
        {
            if (Refused.TrySetResult())
                throw new BackgroundJobClientException("Background job creation failed.", new TimeoutException());
            Taken.TrySetResult();
            return "1";
        }

        public bool ChangeState(string jobId, IState state, string expectedState) => false;
    }
}
