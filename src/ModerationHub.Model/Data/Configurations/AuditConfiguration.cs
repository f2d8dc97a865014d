using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.Live;

namespace ModerationHub.Data.Configurations;

sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entries").HasKey(e => new { e.PlatformId, e.Seq }).HasName("pk_audit_entries");
        entry.Property(e => e.Seq).ValueGeneratedNever();
        entry.HasIndex(e => new { e.PlatformId, e.SubjectKind, e.SubjectId }).HasDatabaseName("ix_audit_entries_subject");
        entry.HasIndex(e => new { e.PlatformId, e.CaseId }).HasFilter("case_id is not null").HasDatabaseName("ix_audit_entries_case");
        entry.HasOne(e => e.Payload).WithOne().HasForeignKey<AuditPayload>(p => new { p.PlatformId, p.Seq }).HasConstraintName("fk_audit_payloads_entries");
    }
}

sealed class AuditPayloadConfiguration : IEntityTypeConfiguration<AuditPayload>
{
    public void Configure(EntityTypeBuilder<AuditPayload> payload)
    {
        payload.ToTable("audit_payloads").HasKey(p => new { p.PlatformId, p.Seq }).HasName("pk_audit_payloads");
        payload.Property(p => p.Seq).ValueGeneratedNever();
    }
}

sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> head)
    {
        head.ToTable("audit_heads").HasKey(h => h.PlatformId).HasName("pk_audit_heads");
        head.Property(h => h.PlatformId).ValueGeneratedNever();
    }
}

sealed class AuditReadConfiguration : IEntityTypeConfiguration<AuditRead>
{
    public void Configure(EntityTypeBuilder<AuditRead> read)
    {
        read.ToTable("audit_reads").HasKey(r => new { r.PlatformId, r.Id }).HasName("pk_audit_reads");
        read.HasIndex(r => new { r.PlatformId, r.SubjectKind, r.SubjectId }).HasDatabaseName("ix_audit_reads_subject");
    }
}

sealed class AuditReadSealConfiguration : IEntityTypeConfiguration<AuditReadSeal>
{
    public void Configure(EntityTypeBuilder<AuditReadSeal> seal)
    {
        seal.ToTable("audit_read_seals").HasKey(s => new { s.PlatformId, s.ReadId }).HasName("pk_audit_read_seals");
        seal.HasIndex(s => new { s.PlatformId, s.Seq }).HasDatabaseName("ix_audit_read_seals_seq");
    }
}

sealed class LiveEventConfiguration : IEntityTypeConfiguration<LiveEvent>
{
    public void Configure(EntityTypeBuilder<LiveEvent> e)
    {
        e.ToTable("live_events").HasKey(x => new { x.PlatformId, x.Id }).HasName("pk_live_events");
        e.HasEnum(x => x.Kind, "ck_live_events_kind");
        e.HasIndex(x => x.At).HasDatabaseName("ix_live_events_at");
    }
}
