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

    /// <summary>What security.sql does for the tables of the first migration, for a later one: the runtime role's rights, and rows of its platform alone.</summary>
    public static string Secured(string table) => $"""
        grant select, insert, update, delete on {table} to hub_app;
        alter table {table} enable row level security;
        create policy platform_rows on {table} to hub_app
            using ((select current_setting('hub.platform', true)) in ('*', platform_id::text))
            with check ((select current_setting('hub.platform', true)) in ('*', platform_id::text));
        """;

    /// <summary>The text of a hand-written SQL file of this assembly.</summary>
    public static string Sql(string name)
    {
        using var stream = typeof(HubMigrations).Assembly.GetManifestResourceStream($"ModerationHub.Migrations.Sql.{name}.sql")
            ?? throw new InvalidOperationException($"No SQL file named {name} in the migrations.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
