using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Decisions;

namespace ModerationHub.Data.Configurations;

sealed class AppealConfiguration : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> appeal)
    {
        appeal.ToTable("appeals", t => t.HasCheckConstraint("ck_appeals_answered", "(state = 'open') = (answered_at is null)"))
            .HasKey(a => new { a.PlatformId, a.Id }).HasName("pk_appeals");
        appeal.HasEnum(a => a.State, "ck_appeals_state");
        appeal.Property(a => a.Version).IsRowVersion();
        appeal.HasIndex(a => new { a.PlatformId, a.ExternalId }).IsUnique().HasDatabaseName("ux_appeals_external_id");
        appeal.HasIndex(a => new { a.PlatformId, a.DecisionId }).IsUnique().HasFilter("state = 'open'").HasDatabaseName("ux_appeals_open");
        appeal.HasOne<Decision>().WithMany().HasForeignKey(a => new { a.PlatformId, a.DecisionId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_appeals_decisions");
    }
}
