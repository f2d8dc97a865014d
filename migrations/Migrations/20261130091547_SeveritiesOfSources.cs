using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SeveritiesOfSources : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<short>(
                name: "severity",
                table: "bank_hash_opinions",
                type: "smallint",
                nullable: true);

            // Until now the source that brought a hash alone said how grave it is.
            migrationBuilder.Sql("""
                update bank_hash_opinions o set severity = h.severity
                from bank_hashes h where h.platform_id = o.platform_id and h.id = o.hash_id and h.source = o.source
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "severity",
                table: "bank_hash_opinions");
        }
    }
}
