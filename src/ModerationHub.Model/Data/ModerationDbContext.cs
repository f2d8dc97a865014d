using System.Linq.Expressions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Erasure;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Orders;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Posts;
using ModerationHub.Domain.Reports;
using ModerationHub.Domain.Scoring;
using ModerationHub.Domain.Shield;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Domain.Wellbeing;

namespace ModerationHub.Data;

public sealed class ModerationDbContext(DbContextOptions<ModerationDbContext> options)
    : IdentityUserContext<HubUser, Guid>(options), IDataProtectionKeyContext
{
    public const string PlatformFilter = "platform";

    /// <summary>The platform whose rows queries return; null lets the host's own jobs see all. Row-level security says the same again below.</summary>
    public int? PlatformId { get; set; }

    public DbSet<Platform> Platforms => Set<Platform>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Follow> Follows => Set<Follow>();
    public DbSet<Post> Posts => Set<Post>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<Reporter> Reporters => Set<Reporter>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Policy> Policies => Set<Policy>();
    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();
    public DbSet<Bank> Banks => Set<Bank>();
    public DbSet<TermHits> TermHits => Set<TermHits>();
    public DbSet<TermStop> TermStops => Set<TermStop>();
    public DbSet<Backtest> Backtests => Set<Backtest>();
    public DbSet<Recount> Recounts => Set<Recount>();
    public DbSet<Shadow> Shadows => Set<Shadow>();
    public DbSet<ShadowAccount> ShadowAccounts => Set<ShadowAccount>();
    public DbSet<BankTerm> BankTerms => Set<BankTerm>();
    public DbSet<KnownImage> KnownImages => Set<KnownImage>();
    public DbSet<MediaHead> MediaHeads => Set<MediaHead>();
    public DbSet<BankHash> BankHashes => Set<BankHash>();
    public DbSet<BankHashOpinion> BankHashOpinions => Set<BankHashOpinion>();
    public DbSet<Chunk> Chunks => Set<Chunk>();
    public DbSet<ScoringShard> ScoringShards => Set<ScoringShard>();
    public DbSet<AccountScore> AccountScores => Set<AccountScore>();
    public DbSet<PostSignal> PostSignals => Set<PostSignal>();
    public DbSet<ScoringFailure> ScoringFailures => Set<ScoringFailure>();
    public DbSet<Sighting> Sightings => Set<Sighting>();
    public DbSet<Case> Cases => Set<Case>();
    public DbSet<CaseEvidence> CaseEvidence => Set<CaseEvidence>();
    public DbSet<CaseEvent> CaseEvents => Set<CaseEvent>();
    public DbSet<CasePass> CasePasses => Set<CasePass>();
    public DbSet<Escalation> Escalations => Set<Escalation>();
    public DbSet<Queue> Queues => Set<Queue>();
    public DbSet<DecisionDraft> DecisionDrafts => Set<DecisionDraft>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<DecisionAction> DecisionActions => Set<DecisionAction>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<Exposure> Exposures => Set<Exposure>();
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditPayload> AuditPayloads => Set<AuditPayload>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<AuditRead> AuditReads => Set<AuditRead>();
    public DbSet<AuditReadSeal> AuditReadSeals => Set<AuditReadSeal>();
    public DbSet<LiveEvent> LiveEvents => Set<LiveEvent>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();
    public DbSet<PostEvent> PostEvents => Set<PostEvent>();
    public DbSet<ErasureRequest> ErasureRequests => Set<ErasureRequest>();
    public DbSet<ShieldedAccount> ShieldedAccounts => Set<ShieldedAccount>();
    public DbSet<Clearance> Clearances => Set<Clearance>();
    public DbSet<StoredTextModel> TextModels => Set<StoredTextModel>();
    public DbSet<RiskVersion> RiskVersions => Set<RiskVersion>();
    public DbSet<RiskFreeze> RiskFreezes => Set<RiskFreeze>();
    public DbSet<TextExampleRow> TextExamples => Set<TextExampleRow>();
    public DbSet<TextTrainingRequest> TextTrainingRequests => Set<TextTrainingRequest>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>No index that nobody asked for: foreign keys get theirs only where a query needs it.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ModerationDbContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes().Where(e => e.FindProperty(nameof(PlatformId)) is not null))
            builder.Entity(entity.ClrType).HasQueryFilter(PlatformFilter, FilterOf(entity.ClrType));
    }

    LambdaExpression FilterOf(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        var scope = Expression.Property(Expression.Constant(this), nameof(PlatformId));
        var all = Expression.Equal(scope, Expression.Constant(null, typeof(int?)));
        var same = Expression.Equal(Expression.Convert(Expression.Property(row, nameof(PlatformId)), typeof(int?)), scope);
        return Expression.Lambda(Expression.OrElse(all, same), row);
    }
}
