using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Scoring;

namespace ModerationHub.Data.Configurations;

sealed class ChunkConfiguration : IEntityTypeConfiguration<Chunk>
{
    public void Configure(EntityTypeBuilder<Chunk> chunk)
    {
        chunk.ToTable("post_chunks").HasKey(c => new { c.PlatformId, c.Bucket, c.Id }).HasName("pk_post_chunks");
        chunk.HasEnum(c => c.Kind, "ck_post_chunks_kind");
        // Giving space back at the end needs the table for itself, and intake would wait for it; a queue needs the space again at once.
        chunk.HasStorageParameter("vacuum_truncate", "false");
    }
}

sealed class ScoringShardConfiguration : IEntityTypeConfiguration<ScoringShard>
{
    public void Configure(EntityTypeBuilder<ScoringShard> shard) =>
        shard.ToTable("scoring_shards").HasKey(s => new { s.PlatformId, s.Shard }).HasName("pk_scoring_shards");
}

sealed class AccountScoreConfiguration : IEntityTypeConfiguration<AccountScore>
{
    public void Configure(EntityTypeBuilder<AccountScore> score)
    {
        score.ToTable("account_scores").HasKey(s => new { s.PlatformId, s.AccountId }).HasName("pk_account_scores");
        score.Property(s => s.Risk).HasColumnType("real");
        score.Property(s => s.Explanation).HasColumnType("jsonb");
        score.Property(s => s.OtherRisks).HasColumnType("jsonb");
    }
}

/// <summary>Partitioned like the posts, so made by hand-written SQL (Sql/partitions.sql).</summary>
sealed class PostSignalConfiguration : IEntityTypeConfiguration<PostSignal>
{
    public void Configure(EntityTypeBuilder<PostSignal> signal)
    {
        signal.ToTable("post_signals", t => t.ExcludeFromMigrations())
            .HasKey(s => new { s.PlatformId, s.PostCreatedAt, s.PostId, s.Detector, s.PolicyKey }).HasName("pk_post_signals");
        signal.Property(s => s.Strength).HasColumnType("real");
        signal.Property(s => s.Confidence).HasColumnType("real");
    }
}

sealed class ScoringFailureConfiguration : IEntityTypeConfiguration<ScoringFailure>
{
    public void Configure(EntityTypeBuilder<ScoringFailure> failure)
    {
        failure.ToTable("scoring_failures").HasKey(f => new { f.PlatformId, f.Id }).HasName("pk_scoring_failures");
        failure.Property(f => f.Recount).HasDefaultValue(false);
    }
}

/// <summary>With the column tx of hand-written SQL, by which hosts read what others committed.</summary>
sealed class SightingConfiguration : IEntityTypeConfiguration<Sighting>
{
    public void Configure(EntityTypeBuilder<Sighting> sighting)
    {
        sighting.ToTable("sightings").HasKey(s => new { s.PlatformId, s.Id }).HasName("pk_sightings");
        sighting.HasEnum(s => s.Kind, "ck_sightings_kind");
        sighting.HasIndex(s => s.NotedAt).HasDatabaseName("ix_sightings_noted_at");
        sighting.HasIndex(s => new { s.PlatformId, s.AccountId }).HasDatabaseName("ix_sightings_account");
        sighting.HasIndex(s => new { s.PlatformId, s.ByAccountId }).HasFilter("by_account_id is not null").HasDatabaseName("ix_sightings_by_account");
    }
}
