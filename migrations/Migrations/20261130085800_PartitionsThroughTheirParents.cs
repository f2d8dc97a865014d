using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class PartitionsThroughTheirParents : Migration
    {
        /// <summary>The first partitions were there when rights on all tables were granted, and whoever names a partition passes its parent's policy by. Later ones never had any.</summary>
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            do $$
            declare part regclass;
            begin
                for part in select inhrelid from pg_inherits where inhparent in ('public.posts'::regclass, 'public.post_signals'::regclass) loop
                    execute format('revoke all on %s from hub_app', part);
                end loop;
            end $$
            """);

        /// <summary>Nothing ever used those rights, so nothing gets them back.</summary>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
