using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Webhooks;

namespace ModerationHub.Data.Configurations;

sealed class DecisionConfiguration : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> decision)
    {
        decision.ToTable("decisions", t => t.HasCheckConstraint("ck_decisions_number", "number is null or state in ('final', 'overturned')"))
            .HasKey(d => new { d.PlatformId, d.Id }).HasName("pk_decisions");
        decision.HasEnum(d => d.State, "ck_decisions_state");
        decision.HasEnum(d => d.AccountStateBefore, "ck_decisions_account_state_before");
        decision.Property(d => d.ContextCheck).HasColumnType("jsonb");
        decision.Property(d => d.Findings).HasColumnType("jsonb");
        decision.Property(d => d.Version).IsRowVersion();
        decision.HasIndex(d => new { d.PlatformId, d.Number }).IsUnique().HasFilter("number is not null").HasDatabaseName("ux_decisions_number");
        decision.HasIndex(d => d.UndoUntil).HasFilter("state = 'pending'").HasDatabaseName("ix_decisions_pending");
        decision.HasIndex(d => new { d.PlatformId, d.DecidedAt }).HasFilter("not_applied_at is not null").HasDatabaseName("ix_decisions_not_applied");
        decision.HasIndex(d => new { d.PlatformId, d.CaseId }).HasDatabaseName("ix_decisions_case");
        decision.HasIndex(d => new { d.PlatformId, d.AccountId, d.DecidedAt }).HasDatabaseName("ix_decisions_account");
        decision.HasIndex(d => new { d.PlatformId, d.DecidedAt, d.Id }).IsDescending(false, true, true).HasDatabaseName("ix_decisions_decided_at");
        decision.HasIndex(d => new { d.PlatformId, d.Reverses }).IsUnique()
            .HasFilter("reverses is not null and state <> 'undone'").HasDatabaseName("ux_decisions_reverses");
        decision.HasOne<Case>().WithMany().HasForeignKey(d => new { d.PlatformId, d.CaseId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_decisions_cases");
        decision.HasOne<Account>().WithMany().HasForeignKey(d => new { d.PlatformId, d.AccountId })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_decisions_accounts");
        decision.HasOne<PolicyVersion>().WithMany().HasForeignKey(d => new { d.PlatformId, d.PolicyKey, d.PolicyVersion })
            .OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_decisions_policy_versions");
        decision.HasMany(d => d.Actions).WithOne().HasForeignKey(a => new { a.PlatformId, a.DecisionId }).HasConstraintName("fk_decision_actions_decisions");
    }
}

sealed class DecisionActionConfiguration : IEntityTypeConfiguration<DecisionAction>
{
    public void Configure(EntityTypeBuilder<DecisionAction> action)
    {
        action.ToTable("decision_actions").HasKey(a => new { a.PlatformId, a.DecisionId, a.Ordinal }).HasName("pk_decision_actions");
        action.HasEnum(a => a.Kind, "ck_decision_actions_kind");
        action.HasEnum(a => a.Enforcement, "ck_decision_actions_enforcement");
        action.HasIndex(a => new { a.PlatformId, a.DecisionId }).HasFilter("enforcement <> 'applied' and kind <> 'no_action'").HasDatabaseName("ix_decision_actions_unapplied");
    }
}

sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint) =>
        endpoint.ToTable("webhook_endpoints").HasKey(e => new { e.PlatformId, e.Id }).HasName("pk_webhook_endpoints");
}

sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_deliveries").HasKey(d => new { d.PlatformId, d.Id }).HasName("pk_webhook_deliveries");
        delivery.HasEnum(d => d.State, "ck_webhook_deliveries_state");
        // Both by endpoint, so that a full one is not walked through for the others; what is urgent has its own.
        delivery.HasIndex(d => new { d.PlatformId, d.EndpointId, d.NextAttemptAt }, "ix_webhook_deliveries_due").HasFilter("state = 'pending' and event <> 'escalation.raised'")
            .HasDatabaseName("ix_webhook_deliveries_due");
        delivery.HasIndex(d => new { d.PlatformId, d.EndpointId, d.NextAttemptAt }, "ix_webhook_deliveries_urgent").HasFilter("state = 'pending' and event = 'escalation.raised'")
            .HasDatabaseName("ix_webhook_deliveries_urgent");
        // Apart, as of one account a hundred thousand reports may be resolved at once, through which nothing should be searched.
        delivery.HasIndex(d => new { d.PlatformId, d.AccountId, d.EndpointId, d.Id }, "ix_webhook_deliveries_account")
            .HasFilter("state in ('held', 'pending') and event <> 'report.resolved'").HasDatabaseName("ix_webhook_deliveries_account");
        delivery.HasIndex(d => new { d.PlatformId, d.AccountId, d.EndpointId, d.Id }, "ix_webhook_deliveries_reports")
            .HasFilter("state in ('held', 'pending') and event = 'report.resolved'").HasDatabaseName("ix_webhook_deliveries_reports");
        delivery.HasIndex(d => new { d.PlatformId, d.DecisionId }).HasDatabaseName("ix_webhook_deliveries_decision");
        delivery.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(d => new { d.PlatformId, d.EndpointId })
            .HasConstraintName("fk_webhook_deliveries_endpoints");
    }
}
