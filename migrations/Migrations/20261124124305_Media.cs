using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Media : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "policy_key",
                table: "banks",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bank_hashes",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    bank_id = table.Column<string>(type: "text", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    pdq = table.Column<string>(type: "text", nullable: true),
                    md5 = table.Column<string>(type: "text", nullable: true),
                    quality = table.Column<short>(type: "smallint", nullable: true),
                    label = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<short>(type: "smallint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    not_bankable = table.Column<bool>(type: "boolean", nullable: false),
                    stance = table.Column<string>(type: "text", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_hashes", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_bank_hashes_hash", "pdq is not null or md5 is not null");
                    table.CheckConstraint("ck_bank_hashes_stance", "stance in ('agreed', 'disputed', 'rejected')");
                    table.ForeignKey(
                        name: "fk_bank_hashes_banks",
                        columns: x => new { x.platform_id, x.bank_id },
                        principalTable: "banks",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "known_images",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    pdq = table.Column<string>(type: "text", nullable: false),
                    quality = table.Column<short>(type: "smallint", nullable: false),
                    md5 = table.Column<string>(type: "text", nullable: false),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_images", x => new { x.platform_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "media_heads",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    image_seq = table.Column<long>(type: "bigint", nullable: false),
                    hash_seq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_media_heads", x => x.platform_id);
                });

            migrationBuilder.CreateTable(
                name: "bank_hash_opinions",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    hash_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    opinion = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bank_hash_opinions", x => new { x.platform_id, x.hash_id, x.source });
                    table.CheckConstraint("ck_bank_hash_opinions_opinion", "opinion in ('agree', 'disagree', 'disputed')");
                    table.ForeignKey(
                        name: "fk_bank_hash_opinions_bank_hashes",
                        columns: x => new { x.platform_id, x.hash_id },
                        principalTable: "bank_hashes",
                        principalColumns: new[] { "platform_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ux_bank_hashes_hash",
                table: "bank_hashes",
                columns: new[] { "platform_id", "bank_id", "pdq", "md5" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ux_bank_hashes_seq",
                table: "bank_hashes",
                columns: new[] { "platform_id", "seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_known_images_md5",
                table: "known_images",
                columns: new[] { "platform_id", "md5" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_known_images_seq",
                table: "known_images",
                columns: new[] { "platform_id", "seq" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_banks_policies",
                table: "banks",
                columns: new[] { "platform_id", "policy_key" },
                principalTable: "policies",
                principalColumns: new[] { "platform_id", "key" });

            migrationBuilder.Sql(HubMigrations.Secured("known_images", "media_heads", "bank_hashes", "bank_hash_opinions"));
            migrationBuilder.Sql("alter table media_heads set (fillfactor = 50);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_banks_policies",
                table: "banks");

            migrationBuilder.DropTable(
                name: "bank_hash_opinions");

            migrationBuilder.DropTable(
                name: "known_images");

            migrationBuilder.DropTable(
                name: "media_heads");

            migrationBuilder.DropTable(
                name: "bank_hashes");

            migrationBuilder.DropColumn(
                name: "policy_key",
                table: "banks");
        }
    }
}
