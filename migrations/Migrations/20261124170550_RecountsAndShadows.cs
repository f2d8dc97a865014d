using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class RecountsAndShadows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_post_chunks_kind",
                table: "post_chunks");

            migrationBuilder.CreateTable(
                name: "policy_recounts",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<int>(type: "integer", nullable: true),
                    term_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    runner = table.Column<Guid>(type: "uuid", nullable: true),
                    last_account = table.Column<string>(type: "text", nullable: true),
                    accounts = table.Column<long>(type: "bigint", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_recounts", x => new { x.platform_id, x.id });
                    table.ForeignKey(
                        name: "fk_policy_recounts_policy_versions",
                        columns: x => new { x.platform_id, x.policy_key, x.version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "platform_id", "policy_key", "version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "policy_shadows",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    version_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    started_by = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    stopped_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_shadows", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_policy_shadows_state", "state in ('running', 'stopped', 'ended', 'changed', 'closed')");
                    table.ForeignKey(
                        name: "fk_policy_shadows_policy_versions",
                        columns: x => new { x.platform_id, x.policy_key, x.version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "platform_id", "policy_key", "version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "shadow_accounts",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    shadow_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    use = table.Column<byte[]>(type: "bytea", nullable: true),
                    risk = table.Column<float>(type: "real", nullable: false),
                    live_risk = table.Column<float>(type: "real", nullable: false),
                    crossed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    live_crossed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shadow_accounts", x => new { x.platform_id, x.shadow_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_shadow_accounts_shadows",
                        columns: x => new { x.platform_id, x.shadow_id },
                        principalTable: "policy_shadows",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_post_chunks_kind",
                table: "post_chunks",
                sql: "kind in ('posts', 'accounts', 'recount')");

            migrationBuilder.CreateIndex(
                name: "ix_policy_recounts_unfinished",
                table: "policy_recounts",
                column: "due_at",
                filter: "finished_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_policy_shadows_running",
                table: "policy_shadows",
                columns: new[] { "platform_id", "policy_key", "version" },
                unique: true,
                filter: "state = 'running'");

            migrationBuilder.Sql(HubMigrations.Secured("policy_recounts", "policy_shadows", "shadow_accounts"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "policy_recounts");

            migrationBuilder.DropTable(
                name: "shadow_accounts");

            migrationBuilder.DropTable(
                name: "policy_shadows");

            migrationBuilder.DropCheckConstraint(
                name: "ck_post_chunks_kind",
                table: "post_chunks");

            migrationBuilder.AddCheckConstraint(
                name: "ck_post_chunks_kind",
                table: "post_chunks",
                sql: "kind in ('posts', 'accounts')");
        }
    }
}
