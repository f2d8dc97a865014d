using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ResolvedReportsLanesAndStops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings");

            migrationBuilder.AddColumn<string>(
                name: "client",
                table: "sightings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "recount",
                table: "scoring_failures",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "resolved_by",
                table: "reports",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "severity",
                table: "bank_hash_opinions",
                type: "smallint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending') and event <> 'report.resolved'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_reports",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending') and event = 'report.resolved'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings",
                sql: "kind in ('shared_text', 'sought_out', 'posting_app', 'created_together')");

            migrationBuilder.CreateIndex(
                name: "ix_known_images_seen_at",
                table: "known_images",
                columns: new[] { "platform_id", "seen_at" });

            // What was resolved before is not resolved again: by the first final decision behind it.
            migrationBuilder.Sql("""
                update reports r set resolved_by = d.id from decisions d
                where d.platform_id = r.platform_id and d.account_id = r.account_id and r.reporter_kind <> 'authority'
                    and d.state not in ('pending', 'undone') and d.reverses is null and d.decided_at >= r.received_at
                    and not exists (select from decisions e where e.platform_id = r.platform_id and e.account_id = r.account_id
                        and e.state not in ('pending', 'undone') and e.reverses is null and e.decided_at >= r.received_at and (e.decided_at, e.id) < (d.decided_at, d.id))
                """);

            // Sealed cases shared the band of threats to life. Where a life is threatened they keep it, also while a decision on
            // them can be taken back; deadlines that have passed are noticed by the next sweep.
            migrationBuilder.Sql("""
                update cases c set band = 7
                where c.lane = 'sealed' and c.band <> 7 and not exists (select from escalations e where e.platform_id = c.platform_id and e.case_id = c.id
                    and e.kind = 'threat_to_life' and (e.closed_at is null or (c.state = 'decided' and e.outcome = 'decided')))
                """);

            migrationBuilder.Sql("""
                update bank_hash_opinions o set severity = h.severity
                from bank_hashes h where h.platform_id = o.platform_id and h.id = o.hash_id and h.source = o.source
                """);

            // Links and images were not counted until now: beside a week's totals each would look as if it had never been used.
            migrationBuilder.Sql("delete from term_hits");

            // The partitions that the first migration made got the rights of all tables; posts are reached through their parents alone.
            migrationBuilder.Sql("""
                do $$
                declare part regclass;
                begin
                    for part in select inhrelid from pg_inherits where inhparent in ('public.posts'::regclass, 'public.post_signals'::regclass) loop
                        execute format('revoke all on %s from hub_app', part);
                    end loop;
                end $$
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("update cases set band = 9 where lane = 'sealed'");
            migrationBuilder.Sql("delete from sightings where kind in ('posting_app', 'created_together')");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_reports",
                table: "webhook_deliveries");

            migrationBuilder.DropCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings");

            migrationBuilder.DropIndex(
                name: "ix_known_images_seen_at",
                table: "known_images");

            migrationBuilder.DropColumn(
                name: "client",
                table: "sightings");

            migrationBuilder.DropColumn(
                name: "recount",
                table: "scoring_failures");

            migrationBuilder.DropColumn(
                name: "resolved_by",
                table: "reports");

            migrationBuilder.DropColumn(
                name: "severity",
                table: "bank_hash_opinions");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_account",
                table: "webhook_deliveries",
                columns: new[] { "platform_id", "account_id", "endpoint_id", "id" },
                filter: "state in ('held', 'pending')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sightings_kind",
                table: "sightings",
                sql: "kind in ('shared_text', 'sought_out')");
        }
    }
}
