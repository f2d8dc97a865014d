using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;

namespace ModerationHub.Migrations;

/// <summary>Applies the migrations. Several hosts may start at once: EF Core takes a lock in the database, the others wait and find nothing to do.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var db = Context(connectionString);
        await db.Database.MigrateAsync(cancellation);
    }

    /// <summary>Whether a migration is missing; false when the schema is as this release wants it.</summary>
    public static async Task<bool> IsBehindAsync(string connectionString, CancellationToken cancellation)
    {
        await using var db = Context(connectionString);
        return (await db.Database.GetPendingMigrationsAsync(cancellation)).Any();
    }

    static ModerationDbContext Context(string connectionString) =>
        new(new DbContextOptionsBuilder<ModerationDbContext>().UseHubMigrations(connectionString).Options);
}
