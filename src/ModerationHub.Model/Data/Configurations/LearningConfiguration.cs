using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Data.Configurations;

sealed class StoredTextModelConfiguration : IEntityTypeConfiguration<StoredTextModel>
{
    public void Configure(EntityTypeBuilder<StoredTextModel> model)
    {
        model.ToTable("text_models").HasKey(m => new { m.PlatformId, m.PolicyKey, m.Version }).HasName("pk_text_models");
        model.HasEnum(m => m.State, "ck_text_models_state");
        model.Property(m => m.Settings).HasColumnType("jsonb");
        model.Property(m => m.Metrics).HasColumnType("jsonb");
        model.Property(m => m.RowVersion).IsRowVersion();
        model.HasIndex(m => new { m.PlatformId, m.PolicyKey }).IsUnique().HasFilter("state = 'champion'").HasDatabaseName("ux_text_models_champion");
        model.HasOne<Policy>().WithMany().HasForeignKey(m => new { m.PlatformId, m.PolicyKey }).HasConstraintName("fk_text_models_policies");
    }
}

sealed class RiskVersionConfiguration : IEntityTypeConfiguration<RiskVersion>
{
    public void Configure(EntityTypeBuilder<RiskVersion> version)
    {
        version.ToTable("risk_versions").HasKey(v => new { v.PlatformId, v.PolicyKey, v.Version }).HasName("pk_risk_versions");
        version.HasEnum(v => v.State, "ck_risk_versions_state");
        version.Property(v => v.Weights).HasColumnType("jsonb");
        version.Property(v => v.Settings).HasColumnType("jsonb");
        version.Property(v => v.RowVersion).IsRowVersion();
        version.HasIndex(v => new { v.PlatformId, v.PolicyKey }).IsUnique().HasFilter("state = 'in_force'").HasDatabaseName("ux_risk_versions_in_force");
        version.HasOne<Policy>().WithMany().HasForeignKey(v => new { v.PlatformId, v.PolicyKey }).HasConstraintName("fk_risk_versions_policies");
    }
}

sealed class RiskFreezeConfiguration : IEntityTypeConfiguration<RiskFreeze>
{
    public void Configure(EntityTypeBuilder<RiskFreeze> freeze)
    {
        freeze.ToTable("risk_freezes").HasKey(f => new { f.PlatformId, f.PolicyKey }).HasName("pk_risk_freezes");
        freeze.HasOne<Policy>().WithMany().HasForeignKey(f => new { f.PlatformId, f.PolicyKey }).HasConstraintName("fk_risk_freezes_policies");
    }
}

sealed class TextExampleConfiguration : IEntityTypeConfiguration<TextExampleRow>
{
    public void Configure(EntityTypeBuilder<TextExampleRow> example)
    {
        example.ToTable("text_examples").HasKey(e => new { e.PlatformId, e.PolicyKey, e.Id }).HasName("pk_text_examples");
        example.HasOne<Policy>().WithMany().HasForeignKey(e => new { e.PlatformId, e.PolicyKey }).HasConstraintName("fk_text_examples_policies");
    }
}

sealed class TextTrainingRequestConfiguration : IEntityTypeConfiguration<TextTrainingRequest>
{
    public void Configure(EntityTypeBuilder<TextTrainingRequest> request)
    {
        request.ToTable("text_training_requests").HasKey(r => new { r.PlatformId, r.PolicyKey }).HasName("pk_text_training_requests");
        request.HasOne<Policy>().WithMany().HasForeignKey(r => new { r.PlatformId, r.PolicyKey }).HasConstraintName("fk_text_training_requests_policies");
    }
}
