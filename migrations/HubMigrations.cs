using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;

namespace ModerationHub.Migrations;

public static class HubMigrations
{
    public static DbContextOptionsBuilder<ModerationDbContext> UseHubMigrations(
        this DbContextOptionsBuilder<ModerationDbContext> options, string connectionString) =>
        (DbContextOptionsBuilder<ModerationDbContext>)options.UseNpgsql(connectionString, npgsql => npgsql
                .MigrationsAssembly(typeof(HubMigrations).Assembly.GetName().Name)
                .MigrationsHistoryTable("migrations_history")
                // Whole tables are rewritten and indexed, which takes as long as they are large.
                .CommandTimeout((int)TimeSpan.FromHours(12).TotalSeconds))
            .UseSnakeCaseNamingConvention();

    /// <summary>What security.sql does for the tables of the first migration, for later ones: the runtime role's rights, and rows of its platform alone.</summary>
    public static string Secured(params string[] tables) => SecuredFor("select, insert, update, delete", tables);

    /// <summary>Likewise, for tables whose rows are kept for good.</summary>
    public static string SecuredAndKept(params string[] tables) => SecuredFor("select, insert, update", tables);

    static string SecuredFor(string rights, string[] tables) => string.Concat(tables.Select(table => $"""
        grant {rights} on {table} to hub_app;
        alter table {table} enable row level security;
        create policy platform_rows on {table} to hub_app
            using ((select current_setting('hub.platform', true)) in ('*', platform_id::text))
            with check ((select current_setting('hub.platform', true)) in ('*', platform_id::text));

        """));

    /// <summary>The text of a hand-written SQL file of this assembly.</summary>
    public static string Sql(string name)
    {
        using var stream = typeof(HubMigrations).Assembly.GetManifestResourceStream($"ModerationHub.Migrations.Sql.{name}.sql")
            ?? throw new InvalidOperationException($"No SQL file named {name} in the migrations.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
