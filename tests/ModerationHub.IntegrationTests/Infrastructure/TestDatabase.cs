using ModerationHub.Infrastructure.Postgres;

namespace ModerationHub.IntegrationTests.Infrastructure;

/// <summary>One clone of the template, dropped with its test class.</summary>
public sealed class TestDatabase(TestCluster cluster, string name) : IAsyncDisposable
{
    public string Name { get; } = name;

    /// <summary>As the host connects.</summary>
    public string ConnectionString => cluster.Postgres.ConnectionString(PrivatePostgres.App, Name);

    /// <summary>As the owner connects, who migrates and arranges what a test starts from.</summary>
    public string OwnerConnectionString => cluster.Postgres.ConnectionString(PrivatePostgres.Owner, Name);

    public async ValueTask DisposeAsync() => await cluster.DropAsync(Name);
}
