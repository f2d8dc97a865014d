using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class HandlesInSmallLetters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_accounts_handle",
                table: "accounts");

            migrationBuilder.AddColumn<string>(
                name: "handle_key",
                table: "accounts",
                type: "text",
                nullable: true,
                computedColumnSql: "lower(handle)",
                stored: true,
                collation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_handle",
                table: "accounts",
                columns: new[] { "platform_id", "handle_key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_accounts_handle",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "handle_key",
                table: "accounts");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_handle",
                table: "accounts",
                columns: new[] { "platform_id", "handle" });
        }
    }
}
