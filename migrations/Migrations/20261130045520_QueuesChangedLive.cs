using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class QueuesChangedLive : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped', 'enforcement_changed', 'queues_changed')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped', 'enforcement_changed')");
        }
    }
}
