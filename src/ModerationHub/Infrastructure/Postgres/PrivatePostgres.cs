using ModerationHub.Infrastructure.CommandLine;
using Npgsql;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>
/// A PostgreSQL of our own in a folder, reachable through a Unix socket alone, up as long as this process. Its
/// superuser `hub` migrates; the host works as `hub_app`, which owns nothing.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Database = "hub";
    public const string Owner = "hub";
    public const string App = "hub_app";

    readonly string socketFolder;
    readonly FolderLock? hold;
    readonly ServerProcess? server;

    PrivatePostgres(string socketFolder, FolderLock? hold, ServerProcess? server) =>
        (this.socketFolder, this.hold, this.server) = (socketFolder, hold, server);

    public string RuntimeConnectionString => ConnectionString(App);
    public string MigratorConnectionString => ConnectionString(Owner);
    public int ProcessId => server?.Id ?? 0;

    /// <summary>Fails when the server went down and could not be brought up again.</summary>
    public Task Ended => server?.Ended ?? Task.CompletedTask;

    public string ConnectionString(string user, string database = Database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = 5432,
        Username = user,
        Database = database,
        MaxPoolSize = 90,
    }.ConnectionString;

    /// <summary>Whether a cluster was ever made in this data folder.</summary>
    public static bool IsIn(string folder) => Directory.Exists(Cluster.In(folder).Folder);

    /// <exception cref="SetupException">with the sentence for the operator.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(options.Folder);
        var hold = FolderLock.TryTake(folder, options.Port) ?? throw FolderLock.HeldByAnother(folder);
        return await StartHoldingAsync(options with { Folder = folder }, hold, cancellation);
    }

    /// <summary>For commands that may work beside a running hub: joins its server, or starts one when there is none.</summary>
    public static async Task<PrivatePostgres> JoinOrStartAsync(PrivatePostgresOptions options, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(options.Folder);
        if (FolderLock.TryTake(folder, options.Port) is { } hold)
            return await StartHoldingAsync(options with { Folder = folder }, hold, cancellation);
        var joined = new PrivatePostgres(SocketFolder.For(folder), null, null);
        try
        {
            await using var connection = new NpgsqlConnection(joined.MigratorConnectionString);
            await connection.OpenAsync(cancellation);
            return joined;
        }
        catch (NpgsqlException)
        {
            throw FolderLock.HeldByAnother(folder);
        }
    }

    static async Task<PrivatePostgres> StartHoldingAsync(PrivatePostgresOptions options, FolderLock hold, CancellationToken cancellation)
    {
        ServerProcess? server = null;
        try
        {
            var cluster = Cluster.In(options.Folder);
            var account = await ServerAccount.ChooseAsync(cancellation);
            await cluster.EnsureOwnerAsync(account, cancellation);
            var binaries = await PostgresBinaries.FindAsync(cluster.Major, cancellation);
            if (cluster.Major is null)
                await cluster.CreateAsync(binaries, account, options.Durable, cancellation);
            account = await account.ReachingAsync(cluster.Folder, cancellation);
            await cluster.EndOrphanAsync(options.Report, cancellation);
            var sockets = SocketFolder.For(options.Folder);
            await SocketFolder.PrepareAsync(sockets, account, cancellation);
            var log = new ServerLog(Path.Combine(options.Folder, "postgres.log"));
            server = new(Command(options, binaries, account, cluster, sockets, log), cluster.Folder, sockets, log, options.Report);
            await server.StartAsync(cancellation);
            var postgres = new PrivatePostgres(sockets, hold, server);
            await postgres.EnsureDatabaseAsync(cancellation);
            return postgres;
        }
        catch
        {
            if (server is not null)
                await server.StopAsync();
            hold.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A shell opens the log (a pipe would block or break the server when its reader dies) and becomes the server; a
    /// session of its own keeps the terminal's Ctrl-C from the server, which has to outlive the host's last writes.
    /// </summary>
    static IReadOnlyList<string> Command(
        PrivatePostgresOptions options, PostgresBinaries binaries, ServerAccount account, Cluster cluster, string sockets, ServerLog log) =>
    [
        "/bin/sh", "-c", "exec \"$@\" </dev/null >>\"$0\" 2>&1", log.Path, "setsid", .. account.StepDownForLife(),
        binaries.Server, "-D", cluster.Folder,
        .. ServerSettings.For(options, sockets, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes).SelectMany(s => new[] { "-c", s }),
    ];

    async Task EnsureDatabaseAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(Owner, "postgres"));
        await using (var roles = source.CreateCommand(
            "do $$ begin if not exists (select from pg_roles where rolname = 'hub_app') then create role hub_app login; end if; end $$"))
            await roles.ExecuteNonQueryAsync(cancellation);
        await using (var exists = source.CreateCommand("select 1 from pg_database where datname = 'hub'"))
            if (await exists.ExecuteScalarAsync(cancellation) is not null)
                return;
        await using var create = source.CreateCommand("create database hub owner hub");
        await create.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.StopAsync();
        hold?.Dispose();
    }
}
