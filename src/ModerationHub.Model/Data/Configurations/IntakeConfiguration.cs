using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Orders;
using ModerationHub.Domain.Platforms;
using ModerationHub.Domain.Posts;
using ModerationHub.Domain.Reports;

namespace ModerationHub.Data.Configurations;

sealed class PlatformConfiguration : IEntityTypeConfiguration<Platform>
{
    public void Configure(EntityTypeBuilder<Platform> platform)
    {
        platform.ToTable("platforms").HasKey(p => p.Id).HasName("pk_platforms");
        platform.Property(p => p.Id).ValueGeneratedNever();
        platform.HasIndex(p => p.Key).IsUnique().HasDatabaseName("ux_platforms_key");
    }
}

sealed class PostArrivalConfiguration : IEntityTypeConfiguration<PostArrival>
{
    public void Configure(EntityTypeBuilder<PostArrival> arrival) =>
        arrival.ToTable("post_arrivals").HasKey(a => new { a.PlatformId, a.Week }).HasName("pk_post_arrivals");
}

sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("accounts").HasKey(a => new { a.PlatformId, a.Id }).HasName("pk_accounts");
        account.HasEnum(a => a.State, "ck_accounts_state").HasDefaultValueSql("'active'").HasSentinel((AccountState)(-1));
        account.HasEnum(a => a.AgeBand, "ck_accounts_age_band").HasDefaultValueSql("'unknown'").HasSentinel((AgeBand)(-1));
        account.Property<string?>(AccountColumns.HandleKey).UseCollation("C").HasComputedColumnSql("lower(handle)", stored: true);
        account.Property<DateTimeOffset?>(AccountColumns.StateEventAt);
        account.HasIndex(nameof(Account.PlatformId), AccountColumns.HandleKey).HasDatabaseName("ix_accounts_handle");
        account.HasIndex(a => a.StateUntil).HasFilter("state_until is not null").HasDatabaseName("ix_accounts_state_until");
    }
}

sealed class FollowConfiguration : IEntityTypeConfiguration<Follow>
{
    public void Configure(EntityTypeBuilder<Follow> follow)
    {
        follow.ToTable("follows").HasKey(f => new { f.PlatformId, f.FollowerId, f.FollowedId }).HasName("pk_follows");
        follow.HasIndex(f => new { f.PlatformId, f.FollowedId }).HasDatabaseName("ix_follows_followed");
    }
}

/// <summary>Partitioned, so made by hand-written SQL (Sql/partitions.sql).</summary>
sealed class PostConfiguration : IEntityTypeConfiguration<Post>
{
    public void Configure(EntityTypeBuilder<Post> post)
    {
        post.ToTable("posts", t => t.ExcludeFromMigrations()).HasKey(p => new { p.PlatformId, p.CreatedAt, p.Id }).HasName("pk_posts");
        post.Property(p => p.Media).HasColumnType("jsonb");
    }
}

sealed class ReportConfiguration : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> report)
    {
        report.ToTable("reports").HasKey(r => new { r.PlatformId, r.Id }).HasName("pk_reports");
        report.HasEnum(r => r.ReporterKind, "ck_reports_reporter_kind");
        report.HasIndex(r => new { r.PlatformId, r.AccountId, r.At }).HasDatabaseName("ix_reports_account");
    }
}

sealed class ReporterConfiguration : IEntityTypeConfiguration<Reporter>
{
    public void Configure(EntityTypeBuilder<Reporter> reporter)
    {
        reporter.ToTable("reporters").HasKey(r => new { r.PlatformId, r.Kind, r.Id }).HasName("pk_reporters");
        reporter.HasEnum(r => r.Kind, "ck_reporters_kind");
    }
}

sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> order)
    {
        order.ToTable("orders").HasKey(o => new { o.PlatformId, o.Id }).HasName("pk_orders");
        order.HasEnum(o => o.State, "ck_orders_state");
        order.HasIndex(o => new { o.PlatformId, o.ReportId }).IsUnique().HasDatabaseName("ux_orders_report");
        order.HasIndex(o => new { o.PlatformId, o.ReceivedAt }).HasDatabaseName("ix_orders_received");
    }
}
