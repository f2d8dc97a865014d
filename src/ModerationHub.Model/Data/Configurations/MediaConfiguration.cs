using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Data.Configurations;

sealed class KnownImageConfiguration : IEntityTypeConfiguration<KnownImage>
{
    public void Configure(EntityTypeBuilder<KnownImage> image)
    {
        image.ToTable("known_images").HasKey(i => new { i.PlatformId, i.Id }).HasName("pk_known_images");
        image.HasIndex(i => new { i.PlatformId, i.Seq }).IsUnique().HasDatabaseName("ux_known_images_seq");
        image.HasIndex(i => new { i.PlatformId, i.Md5 }).IsUnique().HasDatabaseName("ux_known_images_md5");
        image.HasIndex(i => new { i.PlatformId, i.SeenAt }).HasDatabaseName("ix_known_images_seen_at");
    }
}

sealed class MediaHeadConfiguration : IEntityTypeConfiguration<MediaHead>
{
    public void Configure(EntityTypeBuilder<MediaHead> head)
    {
        head.ToTable("media_heads").HasKey(h => h.PlatformId).HasName("pk_media_heads");
        head.Property(h => h.PlatformId).ValueGeneratedNever();
    }
}

sealed class BankHashConfiguration : IEntityTypeConfiguration<BankHash>
{
    public void Configure(EntityTypeBuilder<BankHash> hash)
    {
        hash.ToTable("bank_hashes", t => t.HasCheckConstraint("ck_bank_hashes_hash", "pdq is not null or md5 is not null"))
            .HasKey(h => new { h.PlatformId, h.Id }).HasName("pk_bank_hashes");
        hash.HasEnum(h => h.Stance, "ck_bank_hashes_stance");
        hash.Ignore(h => h.Matches);
        hash.Property(h => h.Severity).HasConversion<short>();
        hash.HasIndex(h => new { h.PlatformId, h.BankId, h.Pdq, h.Md5 }).IsUnique().AreNullsDistinct(false).HasDatabaseName("ux_bank_hashes_hash");
        hash.HasIndex(h => new { h.PlatformId, h.Seq }).IsUnique().HasDatabaseName("ux_bank_hashes_seq");
        hash.HasOne<Bank>().WithMany().HasForeignKey(h => new { h.PlatformId, h.BankId }).HasConstraintName("fk_bank_hashes_banks");
    }
}

sealed class BankHashOpinionConfiguration : IEntityTypeConfiguration<BankHashOpinion>
{
    public void Configure(EntityTypeBuilder<BankHashOpinion> opinion)
    {
        opinion.ToTable("bank_hash_opinions").HasKey(o => new { o.PlatformId, o.HashId, o.Source }).HasName("pk_bank_hash_opinions");
        opinion.HasEnum(o => o.Opinion, "ck_bank_hash_opinions_opinion");
        opinion.Property(o => o.Severity).HasConversion<short?>();
        opinion.HasOne<BankHash>().WithMany().HasForeignKey(o => new { o.PlatformId, o.HashId }).HasConstraintName("fk_bank_hash_opinions_bank_hashes");
    }
}
