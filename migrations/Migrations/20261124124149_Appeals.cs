using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Appeals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "appeals",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    decision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    answered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    answered_as = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appeals", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_appeals_answered", "(state = 'open') = (answered_at is null)");
                    table.CheckConstraint("ck_appeals_state", "state in ('open', 'upheld', 'overturned')");
                    table.ForeignKey(
                        name: "fk_appeals_decisions",
                        columns: x => new { x.platform_id, x.decision_id },
                        principalTable: "decisions",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ux_appeals_external_id",
                table: "appeals",
                columns: new[] { "platform_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_appeals_open",
                table: "appeals",
                columns: new[] { "platform_id", "decision_id" },
                unique: true,
                filter: "state = 'open'");

            migrationBuilder.Sql(HubMigrations.Secured("appeals"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "appeals");
        }
    }
}
