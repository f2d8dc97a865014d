using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ReportsRememberTheirDecision : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "resolved_by",
                table: "reports",
                type: "uuid",
                nullable: true);

            // What was resolved before is not resolved again: by the first decision behind it, one that can still be undone included, whose news are written.
            migrationBuilder.Sql("""
                update reports r set resolved_by = d.id from decisions d
                where d.platform_id = r.platform_id and d.account_id = r.account_id and r.reporter_kind <> 'authority'
                    and d.state <> 'undone' and d.reverses is null and d.decided_at >= r.received_at
                    and not exists (select from decisions e where e.platform_id = r.platform_id and e.account_id = r.account_id
                        and e.state <> 'undone' and e.reverses is null and e.decided_at >= r.received_at and (e.decided_at, e.id) < (d.decided_at, d.id))
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "resolved_by",
                table: "reports");
        }
    }
}
