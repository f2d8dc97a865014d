using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Migrations;
using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>Brings the schema to this release, ours and Hangfire's, as the role that owns it.</summary>
public static class SchemaSetup
{
    public static async Task MigrateAsync(string migratorConnectionString, CancellationToken cancellation)
    {
        // Connections opened before the migration know none of its types.
        await using var connection = new NpgsqlConnection(migratorConnectionString);
        await connection.OpenAsync(cancellation);
        await Migrator.MigrateAsync(migratorConnectionString, cancellation);
        await HubHangfire.PrepareSchemaAsync(migratorConnectionString, cancellation);
    }

    /// <summary>What `run` does: nothing when the schema is as it should be, so that a host in production needs no rights to change it.</summary>
    /// <exception cref="SetupException">The schema is behind and this role may not bring it forward.</exception>
    public static async Task EnsureAsync(HubSettings settings, CancellationToken cancellation)
    {
        try
        {
            if (settings.PrivateDatabase || await Migrator.IsBehindAsync(settings.MigratorConnectionString, cancellation))
                await MigrateAsync(settings.MigratorConnectionString, cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SetupException(ExitCode.NotAllowed,
                "The database's schema is older than this release and this role may not change it: run `./hub migrate` with ConnectionStrings__HubMigrator set to the owner's connection string.", e);
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            throw new SetupException(ExitCode.Unavailable, $"The database cannot be reached: {e.Message}", e);
        }
    }
}
