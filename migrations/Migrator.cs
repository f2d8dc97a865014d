using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;

namespace ModerationHub.Migrations;

/// <summary>Applies the migrations. Several hosts may start at once: EF Core takes a lock in the database, the others wait and find nothing to do.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellation)
    {
        var options = new DbContextOptionsBuilder<ModerationDbContext>().UseHubMigrations(connectionString).Options;
        await using var db = new ModerationDbContext((DbContextOptions<ModerationDbContext>)options);
        await db.Database.MigrateAsync(cancellation);
    }
}
