using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Erasure;
using ModerationHub.Domain.Posts;

namespace ModerationHub.Data.Configurations;

sealed class PostEventConfiguration : IEntityTypeConfiguration<PostEvent>
{
    public void Configure(EntityTypeBuilder<PostEvent> happened)
    {
        happened.ToTable("post_events").HasKey(e => new { e.PlatformId, e.AccountId, e.PostId, e.Kind, e.At }).HasName("pk_post_events");
        happened.HasEnum(e => e.Kind, "ck_post_events_kind");
    }
}

sealed class ErasureRequestConfiguration : IEntityTypeConfiguration<ErasureRequest>
{
    public void Configure(EntityTypeBuilder<ErasureRequest> request)
    {
        request.ToTable("erasure_requests").HasKey(r => new { r.PlatformId, r.AccountId, r.PostId, r.At }).HasName("pk_erasure_requests");
        request.HasEnum(r => r.State, "ck_erasure_requests_state");
        request.Property(r => r.Retained).HasColumnType("jsonb");
        request.HasIndex(r => r.NextCheckAt).HasFilter("state <> 'done'").HasDatabaseName("ix_erasure_requests_due");
    }
}
