using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AttachedPartitionsAndCaseLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "among_others",
                table: "policy_recounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "ix_cases_queue",
                table: "cases",
                columns: new[] { "platform_id", "queue_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_cases_state",
                table: "cases",
                columns: new[] { "platform_id", "state", "id" },
                filter: "state <> 'decided'");

            migrationBuilder.Sql(HubMigrations.Sql("partition_locks"));
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
            migrationBuilder.DropColumn(
                name: "among_others",
                table: "policy_recounts");

            migrationBuilder.DropIndex(
                name: "ix_cases_queue",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "ix_cases_state",
                table: "cases");
        }
    }
}
