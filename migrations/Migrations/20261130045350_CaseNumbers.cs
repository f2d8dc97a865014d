using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class CaseNumbers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "number",
                table: "cases",
                type: "text",
                nullable: true,
                computedColumnSql: "right(id::text, 8)",
                stored: true,
                collation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_cases_number",
                table: "cases",
                columns: new[] { "platform_id", "number" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_cases_number",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "number",
                table: "cases");
        }
    }
}
