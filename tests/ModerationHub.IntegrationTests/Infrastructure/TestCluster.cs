using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Postgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(ModerationHub.IntegrationTests.Infrastructure.TestCluster))]

namespace ModerationHub.IntegrationTests.Infrastructure;

/// <summary>
/// One PostgreSQL for the whole test run, in a folder of its own that goes with it. A test class asks for a database
/// in its constructor's fixture; each one is a clone of a template to which the real migrations were applied once.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    const string Template = "hub_template";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-test-");
    readonly SemaphoreSlim templateGate = new(1);
    PrivatePostgres postgres = null!;
    bool templateIsReady;
    int databases;

    /// <summary>Applies the schema; takes the owner's connection string.</summary>
    static readonly Func<string, CancellationToken, Task> Migrate = SchemaSetup.MigrateAsync;

    public PrivatePostgres Postgres => postgres;

    public async ValueTask InitializeAsync() =>
        postgres = await PrivatePostgres.StartAsync(new(folder.FullName) { Durable = false }, Xunit.TestContext.Current.CancellationToken);

    /// <summary>A fresh database with the schema.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellation)
    {
        await templateGate.WaitAsync(cancellation);
        try
        {
            if (!templateIsReady)
                await CreateTemplateAsync(cancellation);
            templateIsReady = true;
        }
        finally
        {
            templateGate.Release();
        }
        var name = $"hub_test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"create database {name} owner hub template {Template}", cancellation);
        return new(this, name);
    }

    internal Task DropAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)", CancellationToken.None);

    async Task CreateTemplateAsync(CancellationToken cancellation)
    {
        await ExecuteAsync($"drop database if exists {Template} with (force)", cancellation);
        await ExecuteAsync($"create database {Template} owner hub", cancellation);
        // A database that somebody is connected to cannot be cloned, so the migrator's connections are not kept.
        var unpooled = new NpgsqlConnectionStringBuilder(postgres.ConnectionString(PrivatePostgres.Owner, Template)) { Pooling = false };
        await Migrate(unpooled.ConnectionString, cancellation);
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString(PrivatePostgres.Owner, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await postgres.DisposeAsync();
        templateGate.Dispose();
        folder.Delete(recursive: true);
    }
}
