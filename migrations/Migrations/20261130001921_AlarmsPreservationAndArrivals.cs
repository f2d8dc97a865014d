using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AlarmsPreservationAndArrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "closed_at",
                table: "queues",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "preserved_until",
                table: "escalations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "not_applied_at",
                table: "decisions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "post_arrivals",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    week = table.Column<DateOnly>(type: "date", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_arrivals", x => new { x.platform_id, x.week });
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'enforcement_changed')");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_preserved",
                table: "escalations",
                columns: new[] { "platform_id", "preserved_until" },
                filter: "preserved_until is not null");

            migrationBuilder.CreateIndex(
                name: "ix_decisions_not_applied",
                table: "decisions",
                columns: new[] { "platform_id", "decided_at" },
                filter: "not_applied_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_decision_actions_unapplied",
                table: "decision_actions",
                columns: new[] { "platform_id", "decision_id" },
                filter: "enforcement <> 'applied' and kind <> 'no_action'");

            migrationBuilder.Sql(HubMigrations.Secured("post_arrivals") + HubMigrations.Sql("retention"));
            // When the posts that are there arrived, nobody noted: they count as of today.
            migrationBuilder.Sql("""
                insert into post_arrivals (platform_id, week, last_at)
                select distinct p.id, w::date, now() from platforms p cross join post_partitions t
                cross join lateral generate_series(date_trunc('week', t.starts_at at time zone 'utc'), (t.ends_at at time zone 'utc') - interval '1 microsecond', interval '7 days') w
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DropPartitionBefore + "\ndrop function post_time_is_over;");

            migrationBuilder.DropTable(
                name: "post_arrivals");

            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.DropIndex(
                name: "ix_escalations_preserved",
                table: "escalations");

            migrationBuilder.DropIndex(
                name: "ix_decisions_not_applied",
                table: "decisions");

            migrationBuilder.DropIndex(
                name: "ix_decision_actions_unapplied",
                table: "decision_actions");

            migrationBuilder.DropColumn(
                name: "closed_at",
                table: "queues");

            migrationBuilder.DropColumn(
                name: "preserved_until",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "not_applied_at",
                table: "decisions");

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked')");
        }

        const string DropPartitionBefore = """
            create or replace function drop_partition(partition_name text, now_at timestamptz) returns boolean
            language plpgsql security definer set search_path = public, pg_temp as $$
            declare
                part record;
                kept boolean;
            begin
                select * into part from post_partitions where name = partition_name;
                if not found then
                    return false;
                end if;
                execute format('select exists (select 1 from platforms p where (p.post_retention_days is null
                    or $1 > $2 - make_interval(days => p.post_retention_days))
                    and exists (select 1 from %I x where x.platform_id = p.id))', partition_name) into kept using part.ends_at, now_at;
                if kept then
                    return false;
                end if;
                execute format('drop table %I', replace(partition_name, 'posts_', 'post_signals_'));
                execute format('drop table %I', partition_name);
                return true;
            end $$;
            """;
    }
}
