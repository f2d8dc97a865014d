using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ModerationHub.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Resemblances : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            create extension if not exists pg_trgm;
            create extension if not exists btree_gist;
            create index ix_accounts_suspended_handle on accounts using gist (platform_id, handle gist_trgm_ops) where state = 'suspended';
            create index ix_accounts_suspended_display_name on accounts using gist (platform_id, display_name gist_trgm_ops) where state = 'suspended';
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop index ix_accounts_suspended_handle;
            drop index ix_accounts_suspended_display_name;
            """);
    }
}
