using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class TermStops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "term_hits",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    term_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    shard = table.Column<short>(type: "smallint", nullable: false),
                    posts = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_term_hits", x => new { x.platform_id, x.slot, x.term_id, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "term_stops",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_key = table.Column<string>(type: "text", nullable: false),
                    term_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    posts = table.Column<long>(type: "bigint", nullable: false),
                    share = table.Column<double>(type: "double precision", nullable: false),
                    usual_share = table.Column<double>(type: "double precision", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_term_stops", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_term_stops_state", "state in ('stopped', 'resumed', 'withdrawn')");
                });

            migrationBuilder.CreateIndex(
                name: "ux_term_stops_in_force",
                table: "term_stops",
                columns: new[] { "platform_id", "term_id" },
                unique: true,
                filter: "state <> 'resumed'");

            migrationBuilder.Sql(HubMigrations.Secured("term_hits", "term_stops"));
            // Every batch updates a row here: short rows, updated in place.
            migrationBuilder.Sql("alter table term_hits set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "term_hits");

            migrationBuilder.DropTable(
                name: "term_stops");
        }
    }
}
