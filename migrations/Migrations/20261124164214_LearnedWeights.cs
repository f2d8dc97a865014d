using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LearnedWeights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "findings",
                table: "decisions",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "risk_version",
                table: "cases",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "risk_version",
                table: "account_scores",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "risk_freezes",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    frozen_by = table.Column<string>(type: "text", nullable: false),
                    frozen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_risk_freezes", x => new { x.platform_id, x.policy_key });
                    table.ForeignKey(
                        name: "fk_risk_freezes_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "risk_versions",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    policy_version = table.Column<int>(type: "integer", nullable: false),
                    weights = table.Column<string>(type: "jsonb", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    compared_with = table.Column<int>(type: "integer", nullable: true),
                    decisions = table.Column<int>(type: "integer", nullable: false),
                    violations = table.Column<int>(type: "integer", nullable: false),
                    measured = table.Column<int>(type: "integer", nullable: false),
                    log_loss_before = table.Column<double>(type: "double precision", nullable: false),
                    log_loss_after = table.Column<double>(type: "double precision", nullable: false),
                    calibration_error = table.Column<double>(type: "double precision", nullable: false),
                    through = table.Column<long>(type: "bigint", nullable: false),
                    input_digest = table.Column<string>(type: "text", nullable: false),
                    learned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_risk_versions", x => new { x.platform_id, x.policy_key, x.version });
                    table.CheckConstraint("ck_risk_versions_state", "state in ('in_force', 'former', 'refused')");
                    table.ForeignKey(
                        name: "fk_risk_versions_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ux_risk_versions_in_force",
                table: "risk_versions",
                columns: new[] { "platform_id", "policy_key" },
                unique: true,
                filter: "state = 'in_force'");

            // Learned weights are kept: which ones scored an old case must stay known.
            migrationBuilder.Sql(HubMigrations.SecuredAndKept("risk_versions") + HubMigrations.Secured("risk_freezes"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "risk_freezes");

            migrationBuilder.DropTable(
                name: "risk_versions");

            migrationBuilder.DropColumn(
                name: "findings",
                table: "decisions");

            migrationBuilder.DropColumn(
                name: "risk_version",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "risk_version",
                table: "account_scores");
        }
    }
}
