using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;

namespace ModerationHub.Migrations;

public static class HubMigrations
{
    public static DbContextOptionsBuilder<ModerationDbContext> UseHubMigrations(
        this DbContextOptionsBuilder<ModerationDbContext> options, string connectionString) =>
        (DbContextOptionsBuilder<ModerationDbContext>)options.UseNpgsql(connectionString, npgsql => npgsql
                .MigrationsAssembly(typeof(HubMigrations).Assembly.GetName().Name)
                .MigrationsHistoryTable("migrations_history"))
            .UseSnakeCaseNamingConvention();

    /// <summary>The text of a hand-written SQL file of this assembly.</summary>
    public static string Sql(string name)
    {
        using var stream = typeof(HubMigrations).Assembly.GetManifestResourceStream($"ModerationHub.Migrations.Sql.{name}.sql")
            ?? throw new InvalidOperationException($"No SQL file named {name} in the migrations.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
