using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Data.Configurations;

sealed class CaseConfiguration : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> @case)
    {
        @case.ToTable("cases").HasKey(c => new { c.PlatformId, c.Id }).HasName("pk_cases");
        @case.HasEnum(c => c.State, "ck_cases_state");
        @case.HasEnum(c => c.Lane, "ck_cases_lane");
        @case.ToTable(t => t.HasCheckConstraint("ck_cases_claim", "(state = 'claimed') = (claimed_by is not null and claimed_until is not null)"));
        @case.ToTable(t => t.HasCheckConstraint("ck_cases_escalated", "state <> 'escalated' or escalation_id is not null"));
        @case.Property(c => c.Priority).HasColumnType("jsonb");
        @case.Property(c => c.Explanation).HasColumnType("jsonb");
        @case.Property(c => c.Version).IsRowVersion();
        @case.Property<string>(CaseColumns.Number).UseCollation("C").HasComputedColumnSql("right(id::text, 8)", stored: true);
        @case.HasIndex(nameof(Case.PlatformId), CaseColumns.Number).HasDatabaseName("ix_cases_number");
        @case.HasIndex(c => new { c.PlatformId, c.AccountId }).IsUnique().HasFilter("state <> 'decided'").HasDatabaseName("ux_cases_undecided");
        @case.HasIndex(c => new { c.PlatformId, c.QueueId, c.Band, c.Rank, c.Id }).IsDescending(false, false, true, true, true)
            .HasFilter("state in ('open', 'escalated')").HasDatabaseName("ix_cases_waiting");
        @case.HasIndex(c => c.ClaimedUntil).HasFilter("state = 'claimed'").HasDatabaseName("ix_cases_claimed_until");
        @case.HasIndex(c => c.DeadlineAt).HasFilter("state <> 'decided' and deadline_at is not null").HasDatabaseName("ix_cases_deadline");
        @case.HasIndex(c => new { c.PlatformId, c.AccountId, c.Id }).HasDatabaseName("ix_cases_account");
        // Lists of cases, newest first: of a state (nearly all are decided), and of a queue.
        @case.HasIndex(c => new { c.PlatformId, c.State, c.Id }).HasFilter("state <> 'decided'").HasDatabaseName("ix_cases_state");
        @case.HasIndex(c => new { c.PlatformId, c.QueueId, c.Id }).HasDatabaseName("ix_cases_queue");
        @case.HasOne<Account>().WithMany().HasForeignKey(c => new { c.PlatformId, c.AccountId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_cases_accounts");
        @case.HasOne<Queue>().WithMany().HasForeignKey(c => new { c.PlatformId, c.QueueId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_cases_queues");
        @case.HasOne<PolicyVersion>().WithMany().HasForeignKey(c => new { c.PlatformId, c.PolicyKey, c.PolicyVersion })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_cases_policy_versions");
    }
}

sealed class QueueConfiguration : IEntityTypeConfiguration<Queue>
{
    public void Configure(EntityTypeBuilder<Queue> queue)
    {
        queue.ToTable("queues").HasKey(q => new { q.PlatformId, q.Id }).HasName("pk_queues");
        queue.HasEnum(q => q.Kind, "ck_queues_kind");
    }
}

sealed class EscalationConfiguration : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> escalation)
    {
        escalation.ToTable("escalations").HasKey(e => new { e.PlatformId, e.Id }).HasName("pk_escalations");
        escalation.HasEnum(e => e.Kind, "ck_escalations_kind");
        escalation.HasIndex(e => new { e.PlatformId, e.CaseId }).IsUnique().HasFilter("closed_at is null").HasDatabaseName("ux_escalations_open");
        escalation.HasIndex(e => e.DeadlineAt).HasFilter("closed_at is null").HasDatabaseName("ix_escalations_deadline");
        escalation.HasIndex(e => new { e.PlatformId, e.PreservedUntil }).HasFilter("preserved_until is not null").HasDatabaseName("ix_escalations_preserved");
        escalation.HasOne<Case>().WithMany().HasForeignKey(e => new { e.PlatformId, e.CaseId }).HasConstraintName("fk_escalations_cases");
    }
}

sealed class CaseEvidenceConfiguration : IEntityTypeConfiguration<CaseEvidence>
{
    public void Configure(EntityTypeBuilder<CaseEvidence> evidence)
    {
        evidence.ToTable("case_evidence").HasKey(e => new { e.PlatformId, e.CaseId, e.Key }).HasName("pk_case_evidence");
        evidence.HasEnum(e => e.Kind, "ck_case_evidence_kind");
        evidence.Property(e => e.Payload).HasColumnType("jsonb");
        evidence.HasOne<Case>().WithMany().HasForeignKey(e => new { e.PlatformId, e.CaseId }).HasConstraintName("fk_case_evidence_cases");
    }
}

sealed class CaseEventConfiguration : IEntityTypeConfiguration<CaseEvent>
{
    public void Configure(EntityTypeBuilder<CaseEvent> e)
    {
        e.ToTable("case_events").HasKey(x => new { x.PlatformId, x.CaseId, x.Id }).HasName("pk_case_events");
        e.HasOne<Case>().WithMany().HasForeignKey(x => new { x.PlatformId, x.CaseId }).HasConstraintName("fk_case_events_cases");
    }
}

sealed class CasePassConfiguration : IEntityTypeConfiguration<CasePass>
{
    public void Configure(EntityTypeBuilder<CasePass> pass)
    {
        pass.ToTable("case_passes").HasKey(p => new { p.PlatformId, p.CaseId, p.UserId }).HasName("pk_case_passes");
        pass.HasOne<Case>().WithMany().HasForeignKey(p => new { p.PlatformId, p.CaseId }).HasConstraintName("fk_case_passes_cases");
    }
}

sealed class DecisionDraftConfiguration : IEntityTypeConfiguration<DecisionDraft>
{
    public void Configure(EntityTypeBuilder<DecisionDraft> draft)
    {
        draft.ToTable("decision_drafts").HasKey(d => new { d.PlatformId, d.CaseId, d.UserId }).HasName("pk_decision_drafts");
        draft.Property(d => d.Payload).HasColumnType("jsonb");
    }
}
