using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Shield : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account_clearances",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    severity = table.Column<short>(type: "smallint", nullable: false),
                    seen_evidence = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    cleared_by = table.Column<Guid>(type: "uuid", nullable: false),
                    cleared_as = table.Column<string>(type: "text", nullable: false),
                    cleared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_clearances", x => new { x.platform_id, x.account_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "shielded_accounts",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    added_by = table.Column<Guid>(type: "uuid", nullable: false),
                    added_as = table.Column<string>(type: "text", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shielded_accounts", x => new { x.platform_id, x.account_id });
                    table.CheckConstraint("ck_shielded_accounts_kind", "kind in ('press', 'research', 'counter_speech')");
                });

            migrationBuilder.Sql(HubMigrations.Secured("shielded_accounts", "account_clearances"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_clearances");

            migrationBuilder.DropTable(
                name: "shielded_accounts");
        }
    }
}
