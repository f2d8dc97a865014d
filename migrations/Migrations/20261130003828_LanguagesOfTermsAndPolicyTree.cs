using System;
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

            migrationBuilder.AddColumn<short>(
                name: "severity",
                table: "policy_versions",
                type: "smallint",
                nullable: true);
            migrationBuilder.Sql("update policy_versions v set severity = p.severity from policies p where p.platform_id = v.platform_id and p.key = v.policy_key");

            migrationBuilder.AddColumn<string>(
                name: "archive_asked_as",
                table: "policies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "archive_asked_by",
                table: "policies",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "archive_reason",
                table: "policies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "archived_at",
                table: "policies",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits",
                columns: new[] { "platform_id", "slot", "term_id", "language", "shard" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped', 'enforcement_changed')");

            migrationBuilder.AddForeignKey(
                name: "fk_policies_parents",
                table: "policies",
                columns: new[] { "platform_id", "parent_key" },
                principalTable: "policies",
                principalColumns: new[] { "platform_id", "key" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The counts of a few days; they would be several rows where there may be one.
            migrationBuilder.Sql("delete from term_hits");

            migrationBuilder.DropForeignKey(
                name: "fk_policies_parents",
                table: "policies");

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

            migrationBuilder.DropColumn(
                name: "severity",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "archive_asked_as",
                table: "policies");

            migrationBuilder.DropColumn(
                name: "archive_asked_by",
                table: "policies");

            migrationBuilder.DropColumn(
                name: "archive_reason",
                table: "policies");

            migrationBuilder.DropColumn(
                name: "archived_at",
                table: "policies");

            migrationBuilder.AddPrimaryKey(
                name: "pk_term_hits",
                table: "term_hits",
                columns: new[] { "platform_id", "slot", "term_id", "shard" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'enforcement_changed')");
        }
    }
}
