using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Exposures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "exposures",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exposures", x => new { x.platform_id, x.user_id, x.id });
                });

            migrationBuilder.Sql(HubMigrations.Secured("exposures"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "exposures");
        }
    }
}
