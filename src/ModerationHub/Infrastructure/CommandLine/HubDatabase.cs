using ModerationHub.Infrastructure.Postgres;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>The database of a command: the one that the configuration names, else the private one in the data folder.</summary>
public sealed class HubDatabase : IAsyncDisposable
{
    readonly PrivatePostgres? own;

    HubDatabase(string runtime, string migrator, PrivatePostgres? own) =>
        (ConnectionString, MigratorConnectionString, this.own) = (runtime, migrator, own);

    public string ConnectionString { get; }
    public string MigratorConnectionString { get; }
    public bool IsPrivate => own is not null;

    /// <summary>Fails when the private server is lost; never completes for a database that is not ours.</summary>
    public Task Lost => own?.Ended ?? Task.Delay(Timeout.Infinite);

    /// <summary>For the host, which holds its data folder alone.</summary>
    public static Task<HubDatabase> OpenAsync(IConfiguration configuration, string dataFolder, int port, CancellationToken cancellation) =>
        OpenAsync(configuration, () => PrivatePostgres.StartAsync(new(dataFolder) { Port = port }, cancellation));

    /// <summary>For commands that may work beside a running hub.</summary>
    public static Task<HubDatabase> JoinAsync(IConfiguration configuration, string dataFolder, CancellationToken cancellation) =>
        OpenAsync(configuration, () => PrivatePostgres.JoinOrStartAsync(new(dataFolder), cancellation));

    static async Task<HubDatabase> OpenAsync(IConfiguration configuration, Func<Task<PrivatePostgres>> start)
    {
        if (configuration.Hub() is { } given)
            return new(given, configuration.HubMigrator()!, null);
        var own = await start();
        return new(own.RuntimeConnectionString, own.MigratorConnectionString, own);
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
