using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SightingsCaseNumbersAndPins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.AddColumn<int>(
                name: "strike_days",
                table: "policy_versions",
                type: "integer",
                nullable: false,
                defaultValue: 90);

            migrationBuilder.AddColumn<int>(
                name: "strikes",
                table: "policy_versions",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<bool>(
                name: "among_others",
                table: "policy_recounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "text_model",
                table: "cases",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "other_risks",
                table: "account_scores",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "text_model",
                table: "account_scores",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "number",
                table: "cases",
                type: "text",
                nullable: true,
                computedColumnSql: "right(id::text, 8)",
                stored: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "sightings",
                columns: table => new
                {
                    platform_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<byte[]>(type: "bytea", nullable: true),
                    by_account_id = table.Column<string>(type: "text", nullable: true),
                    posted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    noted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sightings", x => new { x.platform_id, x.id });
                    table.CheckConstraint("ck_sightings_kind", "kind in ('shared_text', 'sought_out')");
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped', 'enforcement_changed', 'queues_changed')");

            migrationBuilder.CreateIndex(
                name: "ix_cases_number",
                table: "cases",
                columns: new[] { "platform_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_cases_queue",
                table: "cases",
                columns: new[] { "platform_id", "queue_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_cases_state",
                table: "cases",
                columns: new[] { "platform_id", "state", "id" },
                filter: "state <> 'decided'");

            migrationBuilder.CreateIndex(
                name: "ix_sightings_account",
                table: "sightings",
                columns: new[] { "platform_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sightings_by_account",
                table: "sightings",
                columns: new[] { "platform_id", "by_account_id" },
                filter: "by_account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_sightings_noted_at",
                table: "sightings",
                column: "noted_at");

            migrationBuilder.Sql(HubMigrations.Secured("sightings") + HubMigrations.Sql("partition_locks"));
            // Read like live_events: by transactions, so that nothing is missed however late it commits.
            migrationBuilder.Sql("""
                alter table sightings add column tx xid8 not null default pg_current_xact_id();
                create index ix_sightings_tx on sightings (platform_id, tx);
                alter table sightings set (autovacuum_vacuum_scale_factor = 0.05);
                """);
            // What a decision set before counts as set then: what the platform told late must not undo it.
            migrationBuilder.Sql("""
                update accounts a set state_event_at = d.at
                from (select d.platform_id, d.account_id, max(d.decided_at) as at
                    from decisions d join decision_actions x on x.platform_id = d.platform_id and x.decision_id = d.id
                    where x.kind in ('suspend', 'restrict') and cardinality(x.territories) = 0 group by d.platform_id, d.account_id) d
                where a.platform_id = d.platform_id and a.id = d.account_id and (a.state_event_at is null or a.state_event_at < d.at)
                """);
            // Sealed cases that were passed on lay in ordinary queues.
            migrationBuilder.Sql("""
                update cases c set queue_id = s.id
                from (select distinct on (platform_id) platform_id, id from queues where kind = 'sealed' and closed_at is null order by platform_id, position, id) s, queues q
                where c.lane = 'sealed' and s.platform_id = c.platform_id and q.platform_id = c.platform_id and q.id = c.queue_id and q.kind <> 'sealed'
                """);
        }

        /// <summary>The functions stay as they are: what came before works with them too.</summary>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sightings");

            migrationBuilder.DropCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events");

            migrationBuilder.DropIndex(
                name: "ix_cases_number",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "ix_cases_queue",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "ix_cases_state",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "number",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "strike_days",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "strikes",
                table: "policy_versions");

            migrationBuilder.DropColumn(
                name: "among_others",
                table: "policy_recounts");

            migrationBuilder.DropColumn(
                name: "text_model",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "other_risks",
                table: "account_scores");

            migrationBuilder.DropColumn(
                name: "text_model",
                table: "account_scores");

            migrationBuilder.AddCheckConstraint(
                name: "ck_live_events_kind",
                table: "live_events",
                sql: "kind in ('candidate_raised', 'candidate_changed', 'case_claimed', 'case_released', 'case_decided', 'campaign_raised', 'alarm_raised', 'alarm_acknowledged', 'user_revoked', 'term_stopped', 'enforcement_changed')");
        }
    }
}
