using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Tests.Live;

public sealed class LiveBroadcasterTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    // Only ends a test that would never end.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_its_own_platform_alone()
    {
        var feed = new LiveFeed(TimeProvider.System, NullLogger<LiveFeed>.Instance);
        using var cache = new MemoryCache(new MemoryCacheOptions());
        TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Reader one = new(read.Task), other = new(Task.CompletedTask);
        using var broadcaster = new LiveBroadcaster(feed, new Hub(new() { ["1:q"] = one, ["2:q"] = other }), new ReviewConnections(), new OperationRunner(null!, null!, null!), cache,
            TimeProvider.System, NullLogger<LiveBroadcaster>.Instance);
        await broadcaster.StartAsync(Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!one.First.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            feed.Announce([Raised(1)]);
            await Task.Yield();
        }
        feed.Announce([Raised(1), Raised(2)]);
        await other.First.WaitAsync(Patience, Cancellation);
        Assert.Equal(1, one.Sent);
        read.SetResult();
        await broadcaster.StopAsync(Cancellation);
    }

    static LiveEvent Raised(int platform) =>
        new() { PlatformId = platform, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.CandidateRaised, SubjectId = Guid.CreateVersion7(Now), QueueId = "q", State = "open" };

    sealed class Reader(Task reads) : IReviewClient
    {
        readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _sent;

        public Task First => _first.Task;

        public int Sent => _sent;

        public Task CandidateRaised(ReviewMessage message)
        {
            Interlocked.Increment(ref _sent);
            _first.TrySetResult();
            return reads;
        }

        public Task CandidateChanged(ReviewMessage message) => reads;
        public Task CaseClaimed(ReviewMessage message) => reads;
        public Task CaseReleased(ReviewMessage message) => reads;
        public Task CaseDecided(ReviewMessage message) => reads;
        public Task CampaignRaised(ReviewMessage message) => reads;
    }

    sealed class Hub(Dictionary<string, IReviewClient> groups) : IHubContext<ReviewHub, IReviewClient>, IHubClients<IReviewClient>
    {
        public IHubClients<IReviewClient> Clients => this;

        IGroupManager IHubContext<ReviewHub, IReviewClient>.Groups => throw new NotSupportedException();

        public IReviewClient Group(string groupName) => groups[groupName];

        public IReviewClient All => throw new NotSupportedException();
        public IReviewClient AllExcept(IReadOnlyList<string> excludedConnectionIds) => throw new NotSupportedException();
        public IReviewClient Client(string connectionId) => throw new NotSupportedException();
        IReviewClient IHubClients<IReviewClient>.Clients(IReadOnlyList<string> connectionIds) => throw new NotSupportedException();
        public IReviewClient GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => throw new NotSupportedException();
        public IReviewClient Groups(IReadOnlyList<string> groupNames) => throw new NotSupportedException();
        public IReviewClient User(string userId) => throw new NotSupportedException();
        public IReviewClient Users(IReadOnlyList<string> userIds) => throw new NotSupportedException();
    }
}
