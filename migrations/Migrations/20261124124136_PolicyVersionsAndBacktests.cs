using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class PolicyVersionsAndBacktests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_policy_versions_state",
                table: "policy_versions");

            migrationBuilder.AddColumn<string>(
                name: "author",
                table: "policy_versions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "based_on",
                table: "policy_versions",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "changed_at",
                table: "policy_versions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "created_at",
                table: "policy_versions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid[]>(
                name: "editors",
                table: "policy_versions",
                type: "uuid[]",
                nullable: false,
                defaultValue: new Guid[0]);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "publish_at",
                table: "policy_versions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "policy_versions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "remark",
                table: "policy_versions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reviewed_at",
                table: "policy_versions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reviewer",
                table: "policy_versions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                table: "policy_versions",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.CreateTable(
                name: "backtests",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    live_version = table.Column<int>(type: "integer", nullable: true),
                    draft_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    runner = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false),
                    progress = table.Column<double>(type: "double precision", nullable: false),
                    posts = table.Column<long>(type: "bigint", nullable: false),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_backtests", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_backtests_state", "state in ('waiting', 'running', 'done', 'cancelled', 'cut_off', 'failed')");
                    table.ForeignKey(
                        name: "fk_backtests_policy_versions",
                        columns: x => new { x.platform_id, x.policy_key, x.version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "platform_id", "policy_key", "version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_policy_versions_publish_at",
                table: "policy_versions",
                column: "publish_at",
                filter: "publish_at is not null");

            migrationBuilder.CreateIndex(
                name: "ux_policy_versions_open",
                table: "policy_versions",
                columns: new[] { "platform_id", "policy_key" },
                unique: true,
                filter: "state in ('draft', 'in_review', 'approved')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_policy_versions_state",
                table: "policy_versions",
                sql: "state in ('draft', 'in_review', 'approved', 'live', 'retired', 'withdrawn')");

            migrationBuilder.CreateIndex(
                name: "ix_backtests_unfinished",
                table: "backtests",
                column: "lease_until",
                filter: "state in ('waiting', 'running')");

            migrationBuilder.CreateIndex(
                name: "ix_backtests_version",
                table: "backtests",
                columns: new[] { "platform_id", "policy_key", "version", "id" });

            migrationBuilder.Sql(HubMigrations.Secured("backtests"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "backtests");

            migrationBuilder.DropIndex(
                name: "ix_policy_versions_publish_at",
                table: "policy_versions");

            migrationBuilder.DropIndex(
                name: "ux_policy_versions_open",
                table: "policy_versions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_policy_versions_state",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "author",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "based_on",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "changed_at",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "created_at",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "editors",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "publish_at",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "remark",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "reviewed_at",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "reviewer",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "xmin",
                table: "policy_versions");

            migrationBuilder.AddCheckConstraint(
                name: "ck_policy_versions_state",
                table: "policy_versions",
                sql: "state in ('draft', 'live', 'retired')");
        }
    }
}
