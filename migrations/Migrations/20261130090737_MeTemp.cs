using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class MeTemp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings");

            migrationBuilder.AddColumn<string>(
                name: "client",
                table: "sightings",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending') and event <> 'report.resolved'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_reports",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending') and event = 'report.resolved'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings",
                sql: "kind in ('shared_text', 'sought_out', 'posting_app', 'created_together')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_reports",
                table: "webhook_deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings");

            migrationBuilder.DropColumn(
                name: "client",
                table: "sightings");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings",
                sql: "kind in ('shared_text', 'sought_out')");
        }
    }
}
