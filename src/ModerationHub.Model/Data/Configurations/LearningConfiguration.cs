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
