using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>Each test has a world, and so a database, of its own.</summary>
public abstract class ReviewTests(TestCluster cluster) : IAsyncLifetime
{
    protected TestCluster Cluster => cluster;
    protected ReviewWorld World { get; private set; } = null!;
    protected static CancellationToken Cancellation => ReviewWorld.Cancellation;

    public async ValueTask InitializeAsync() => World = await ReviewWorld.CreateAsync(cluster);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
