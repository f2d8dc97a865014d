using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LanesAndImagesSeen : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_known_images_seen_at",
                table: "known_images",
                columns: new[] { "platform_id", "seen_at" });

            // Sealed cases shared the band of threats to life. Where a life is threatened they keep it, also while a decision on
            // them can be taken back; deadlines that have passed are noticed by the next sweep.
            migrationBuilder.Sql("""
                update cases c set band = 7
                where c.lane = 'sealed' and c.band <> 7 and not exists (select from escalations e where e.platform_id = c.platform_id and e.case_id = c.id
                    and e.kind = 'threat_to_life' and (e.closed_at is null or (c.state = 'decided' and e.outcome = 'decided')))
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("update cases set band = 9 where lane = 'sealed'");

            migrationBuilder.DropIndex(
                name: "ix_known_images_seen_at",
                table: "known_images");
        }
    }
}
