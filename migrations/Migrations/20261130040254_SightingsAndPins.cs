using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SightingsAndPins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "strike_days",
                table: "policy_versions",
                type: "integer",
                nullable: false,
                defaultValue: 90);

            migrationBuilder.AddColumn<int>(
                name: "strikes",
                table: "policy_versions",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "text_model",
                table: "cases",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "other_risks",
                table: "account_scores",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "text_model",
                table: "account_scores",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "sightings",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<byte[]>(type: "bytea", nullable: true),
                    by_account_id = table.Column<string>(type: "text", nullable: true),
                    posted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    noted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sightings", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_sightings_kind", "kind in ('shared_text', 'sought_out')");
                });

            migrationBuilder.Sql(HubMigrations.Secured("sightings"));
            // Read like live_events: by transactions, so that nothing is missed however late it commits.
            migrationBuilder.Sql("""
                alter table sightings add column tx xid8 not null default pg_current_xact_id();
                create index ix_sightings_tx on sightings (platform_id, tx);
                alter table sightings set (autovacuum_vacuum_scale_factor = 0.05);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sightings");

            migrationBuilder.DropColumn(
                name: "strike_days",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "strikes",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "text_model",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "other_risks",
                table: "account_scores");

            migrationBuilder.DropColumn(
                name: "text_model",
                table: "account_scores");
        }
    }
}
