using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LanguagesOfTermsAndPolicyTree : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits");

            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "term_stops",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "term_hits",
                type: "text",
                nullable: false,
                defaultValue: "und");
            migrationBuilder.Sql("alter table term_hits alter column language drop default");

            migrationBuilder.AddPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits",
                columns: new[] { "platform_id", "slot", "term_id", "language", "shard" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The counts of a few days; they would be several rows where there may be one.
            migrationBuilder.Sql("delete from term_hits");

            migrationBuilder.DropPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits");

            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.DropColumn(
                name: "language",
                table: "term_stops");

            migrationBuilder.DropColumn(
                name: "language",
                table: "term_hits");

            migrationBuilder.AddPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits",
                columns: new[] { "platform_id", "slot", "term_id", "shard" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked')");
        }
    }
}
