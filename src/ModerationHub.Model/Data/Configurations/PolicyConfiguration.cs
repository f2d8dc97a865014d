using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Data.Configurations;

sealed class PolicyConfiguration : IEntityTypeConfiguration<Policy>
{
    public void Configure(EntityTypeBuilder<Policy> policy)
    {
        policy.ToTable("policies").HasKey(p => new { p.PlatformId, p.Key }).HasName("pk_policies");
        policy.Property(p => p.Severity).HasConversion<short>();
        policy.Property(p => p.Row).IsRowVersion();
        policy.HasOne<Policy>().WithMany().HasForeignKey(p => new { p.PlatformId, p.ParentKey }).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_policies_parents");
    }
}

sealed class PolicyVersionConfiguration : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> version)
    {
        version.ToTable("policy_versions", t => t.HasCheckConstraint("ck_policy_versions_threshold", "threshold > 0 and threshold < 1"))
            .HasKey(v => new { v.PlatformId, v.PolicyKey, v.Version }).HasName("pk_policy_versions");
        version.HasEnum(v => v.State, "ck_policy_versions_state");
        version.Property(v => v.Severity).HasConversion<short>();
        version.Property(v => v.RiskParameters).HasColumnType("jsonb");
        version.Property(v => v.Rules).HasColumnType("jsonb");
        version.Property(v => v.Row).IsRowVersion();
        version.Ignore(v => v.IsOpen);
        version.HasIndex(v => new { v.PlatformId, v.PolicyKey }, "ux_policy_versions_open").IsUnique()
            .HasFilter("state in ('draft', 'in_review', 'approved')").HasDatabaseName("ux_policy_versions_open");
        version.HasIndex(v => v.PublishAt).HasFilter("publish_at is not null").HasDatabaseName("ix_policy_versions_publish_at");
        version.HasIndex(v => new { v.PlatformId, v.PolicyKey }).IsUnique().HasFilter("state = 'live'").HasDatabaseName("ux_policy_versions_live");
        version.HasOne<Policy>().WithMany().HasForeignKey(v => new { v.PlatformId, v.PolicyKey }).HasConstraintName("fk_policy_versions_policies");
    }
}

sealed class BankConfiguration : IEntityTypeConfiguration<Bank>
{
    public void Configure(EntityTypeBuilder<Bank> bank)
    {
        bank.ToTable("banks").HasKey(b => new { b.PlatformId, b.Id }).HasName("pk_banks");
        bank.HasEnum(b => b.Kind, "ck_banks_kind");
        bank.HasOne<Policy>().WithMany().HasForeignKey(b => new { b.PlatformId, b.PolicyKey }).HasConstraintName("fk_banks_policies");
        bank.HasMany(b => b.Terms).WithOne().HasForeignKey(t => new { t.PlatformId, t.BankId }).HasConstraintName("fk_bank_terms_banks");
    }
}

sealed class BankTermConfiguration : IEntityTypeConfiguration<BankTerm>
{
    public void Configure(EntityTypeBuilder<BankTerm> term)
    {
        term.ToTable("bank_terms", t => t.HasCheckConstraint("ck_bank_terms_weight", "weight >= 0 and weight <= 1"))
            .HasKey(t => new { t.PlatformId, t.BankId, t.Id }).HasName("pk_bank_terms");
        term.HasEnum(t => t.Kind, "ck_bank_terms_kind");
        term.HasIndex(t => new { t.PlatformId, t.BankId, t.Kind, t.Text }).IsUnique().HasDatabaseName("ux_bank_terms_text");
    }
}

sealed class BacktestConfiguration : IEntityTypeConfiguration<Backtest>
{
    public void Configure(EntityTypeBuilder<Backtest> backtest)
    {
        backtest.ToTable("backtests").HasKey(b => new { b.PlatformId, b.Id }).HasName("pk_backtests");
        backtest.HasEnum(b => b.State, "ck_backtests_state");
        backtest.Property(b => b.Result).HasColumnType("jsonb");
        backtest.HasIndex(b => new { b.PlatformId, b.PolicyKey, b.Version, b.Id }).HasDatabaseName("ix_backtests_version");
        backtest.HasIndex(b => b.LeaseUntil).HasFilter("state in ('waiting', 'running')").HasDatabaseName("ix_backtests_unfinished");
        backtest.HasOne<PolicyVersion>().WithMany().HasForeignKey(b => new { b.PlatformId, b.PolicyKey, b.Version }).HasConstraintName("fk_backtests_policy_versions");
    }
}

sealed class RecountConfiguration : IEntityTypeConfiguration<Recount>
{
    public void Configure(EntityTypeBuilder<Recount> recount)
    {
        recount.ToTable("policy_recounts").HasKey(r => new { r.PlatformId, r.Id }).HasName("pk_policy_recounts");
        recount.HasIndex(r => r.DueAt).HasFilter("finished_at is null").HasDatabaseName("ix_policy_recounts_unfinished");
        recount.Property(r => r.Attempts).HasDefaultValue(0);
        recount.HasOne<PolicyVersion>().WithMany().HasForeignKey(r => new { r.PlatformId, r.PolicyKey, r.Version }).HasConstraintName("fk_policy_recounts_policy_versions");
    }
}

sealed class ShadowConfiguration : IEntityTypeConfiguration<Shadow>
{
    public void Configure(EntityTypeBuilder<Shadow> shadow)
    {
        shadow.ToTable("policy_shadows").HasKey(s => new { s.PlatformId, s.Id }).HasName("pk_policy_shadows");
        shadow.HasEnum(s => s.State, "ck_policy_shadows_state");
        shadow.HasIndex(s => new { s.PlatformId, s.PolicyKey, s.Version }).IsUnique().HasFilter("state = 'running'").HasDatabaseName("ux_policy_shadows_running");
        shadow.HasOne<PolicyVersion>().WithMany().HasForeignKey(s => new { s.PlatformId, s.PolicyKey, s.Version }).HasConstraintName("fk_policy_shadows_policy_versions");
    }
}

sealed class ShadowAccountConfiguration : IEntityTypeConfiguration<ShadowAccount>
{
    public void Configure(EntityTypeBuilder<ShadowAccount> account)
    {
        account.ToTable("shadow_accounts").HasKey(a => new { a.PlatformId, a.ShadowId, a.AccountId }).HasName("pk_shadow_accounts");
        account.HasOne<Shadow>().WithMany().HasForeignKey(a => new { a.PlatformId, a.ShadowId }).HasConstraintName("fk_shadow_accounts_shadows");
    }
}

sealed class TermHitsConfiguration : IEntityTypeConfiguration<TermHits>
{
    public void Configure(EntityTypeBuilder<TermHits> hits) =>
        hits.ToTable("term_hits").HasKey(h => new { h.PlatformId, h.Slot, h.TermId, h.Language, h.Shard }).HasName("pk_term_hits");
}

sealed class TermStopConfiguration : IEntityTypeConfiguration<TermStop>
{
    public void Configure(EntityTypeBuilder<TermStop> stop)
    {
        stop.ToTable("term_stops").HasKey(s => new { s.PlatformId, s.Id }).HasName("pk_term_stops");
        stop.HasEnum(s => s.State, "ck_term_stops_state");
        stop.Property(s => s.Row).IsRowVersion();
        stop.HasIndex(s => new { s.PlatformId, s.TermId }).IsUnique().HasFilter("state <> 'resumed'").HasDatabaseName("ux_term_stops_in_force");
    }
}
