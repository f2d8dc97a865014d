using System.Data;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>How the host reaches PostgreSQL: one pool for EF Core, plain commands and Hangfire, always as the runtime role.</summary>
public static class HubData
{
    public const string RuntimeRole = "hub_app";

    public static IServiceCollection AddHubData(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(RuntimeConnectionString(connectionString)) { Name = "hub" }.Build());
        services.AddDbContextFactory<ModerationDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention());
        services.AddScoped<Operation>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<DuePlatforms>();
        services.AddSingleton(new DatabaseClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddHostedService<ClockWatch>();
        return services;
    }

    /// <summary>Whatever user the string names, sessions start as the runtime role.</summary>
    public static string RuntimeConnectionString(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.Username != RuntimeRole)
            builder.Options = $"{builder.Options} -c role={RuntimeRole}".Trim();
        return builder.ConnectionString;
    }

    /// <summary>A transaction on a plain connection that sees one platform, or all with null (the host's own jobs).</summary>
    public static Task<NpgsqlTransaction> BeginAsync(this NpgsqlConnection connection, int? platformId, CancellationToken cancellation) =>
        BeginAsync(connection, platformId, IsolationLevel.ReadCommitted, cancellation);

    public static async Task<NpgsqlTransaction> BeginAsync(this NpgsqlConnection connection, int? platformId, IsolationLevel isolation, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(isolation, cancellation);
        await using var command = new NpgsqlCommand("select set_config('hub.platform', $1, true)", connection, transaction)
        {
            Parameters = { new() { Value = platformId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "*" } },
        };
        await command.PrepareAsync(cancellation);
        await command.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }
}
