using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Learning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "text_examples",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    positive = table.Column<bool>(type: "boolean", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_text_examples", x => new { x.platform_id, x.policy_key, x.id });
                    table.ForeignKey(
                        name: "fk_text_examples_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "text_models",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    metrics = table.Column<string>(type: "jsonb", nullable: false),
                    input_digest = table.Column<string>(type: "text", nullable: false),
                    positives = table.Column<int>(type: "integer", nullable: false),
                    negatives = table.Column<int>(type: "integer", nullable: false),
                    trained_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    compared_with = table.Column<int>(type: "integer", nullable: true),
                    promoted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    promoted_by = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_text_models", x => new { x.platform_id, x.policy_key, x.version });
                    table.CheckConstraint("ck_text_models_state", "state in ('challenger', 'champion', 'retired')");
                    table.ForeignKey(
                        name: "fk_text_models_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "text_training_requests",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_text_training_requests", x => new { x.platform_id, x.policy_key });
                    table.ForeignKey(
                        name: "fk_text_training_requests_policies",
                        columns: x => new { x.platform_id, x.policy_key },
                        principalTable: "policies",
                        principalColumns: new[] { "platform_id", "key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ux_text_models_champion",
                table: "text_models",
                columns: new[] { "platform_id", "policy_key" },
                unique: true,
                filter: "state = 'champion'");

            // Models are kept: which one spoke in an old case must stay known.
            migrationBuilder.Sql(HubMigrations.SecuredAndKept("text_models") + HubMigrations.Secured("text_examples", "text_training_requests"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "text_examples");

            migrationBuilder.DropTable(
                name: "text_models");

            migrationBuilder.DropTable(
                name: "text_training_requests");
        }
    }
}
