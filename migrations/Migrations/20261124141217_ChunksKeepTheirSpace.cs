using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ChunksKeepTheirSpace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "post_chunks")
                .Annotation("Npgsql:StorageParameter:vacuum_truncate", "false");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "post_chunks")
                .OldAnnotation("Npgsql:StorageParameter:vacuum_truncate", "false");
        }
    }
}
