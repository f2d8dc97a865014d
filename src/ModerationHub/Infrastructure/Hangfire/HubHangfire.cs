using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Security;
using Npgsql;

namespace ModerationHub.Infrastructure.Hangfire;

/// <summary>
/// Hangfire runs the work, tables own it: every job here loops over rows that stay until the transaction that finishes
/// them, so a lost or repeated job is harmless and nothing is ever enqueued inside a transaction.
/// </summary>
public static class HubHangfire
{
    public const string Schema = "hangfire";

    /// <summary>Drains run for up to half a minute each; they have a queue of their own so that short jobs need not wait.</summary>
    public const string DrainQueue = "drains";

    public static IServiceCollection AddHubHangfire(this IServiceCollection services)
    {
        services.AddHangfire((provider, configuration) => configuration
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                bootstrap => bootstrap.UseConnectionFactory(new DataSourceConnections(provider.GetRequiredService<NpgsqlDataSource>())),
                new PostgreSqlStorageOptions
                {
                    SchemaName = Schema,
                    // The migrator makes the schema; this role owns nothing.
                    PrepareSchemaIfNecessary = false,
                    // Long polling stranded a job in 8 of 33 trial runs.
                    EnableLongPolling = false,
                    QueuePollInterval = TimeSpan.FromSeconds(1),
                    UseSlidingInvisibilityTimeout = true,
                    InvisibilityTimeout = TimeSpan.FromMinutes(3),
                    DistributedLockTimeout = TimeSpan.FromMinutes(1),
                }));
        services.AddSingleton<IJobFilterProvider>(_ => new JobFilterProviderCollection(GlobalJobFilters.Filters, new JobFilterAttributeFilterProvider(), new JobFilterCollection { new OncePerHost() }));
        services.AddHostedService<RecurringWorkRegistration>();
        services.AddHangfireServer(options =>
        {
            options.Queues = ["default"];
            options.WorkerCount = 3;
            options.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            options.ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:jobs";
        });
        services.AddSingleton<Drains>();
        services.AddHostedService<DrainKeeper>();
        services.AddHangfireServer((provider, options) =>
        {
            options.Queues = [DrainQueue];
            options.WorkerCount = Math.Max(1, provider.GetServices<DrainDefinition>().Sum(d => d.PerHost));
            options.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            options.ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:drains";
        });
        return services;
    }

    public const string DashboardPath = "/administration/jobs";

    /// <summary>The dashboard: for those who read health; its buttons for administrators.</summary>
    public static void MapHubHangfire(this IEndpointRouteBuilder endpoints) => endpoints.MapHangfireDashboard(DashboardPath, new DashboardOptions
    {
        // The defaults let whoever sits at the machine in.
        Authorization = [],
        AsyncAuthorization = [new HangfireDashboardAuthorization()],
        IsReadOnlyFunc = HangfireDashboardAuthorization.IsReadOnly,
        AppPath = "/administration",
        DashboardTitle = "Moderation Hub: jobs",
    }).RequireAuthorization(nameof(Permission.ReadHealth));

    /// <summary>Makes Hangfire's tables as the migrating role and lets the runtime role use them.</summary>
    public static async Task PrepareSchemaAsync(string migratorConnectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(migratorConnectionString);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Two hosts that start at once must not both make it.
        await ExecuteAsync("select pg_advisory_xact_lock(hashtext('hub_hangfire_schema'))");
        await using (var other = new NpgsqlConnection(migratorConnectionString))
        {
            await other.OpenAsync(cancellation);
            PostgreSqlObjectsInstaller.Install(other, Schema);
        }
        await ExecuteAsync($"""
            grant usage on schema {Schema} to hub_app;
            grant select, insert, update, delete on all tables in schema {Schema} to hub_app;
            grant usage, select on all sequences in schema {Schema} to hub_app;
            """);
        await transaction.CommitAsync(cancellation);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    sealed class DataSourceConnections(NpgsqlDataSource dataSource) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => dataSource.CreateConnection();
    }
}
