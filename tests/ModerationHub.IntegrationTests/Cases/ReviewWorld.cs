using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Reports;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Alarms;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Live;
using ModerationHub.Features.Orders;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>A platform with queues, a policy, people and cases on a real database, and a clock that the test moves.</summary>
public sealed class ReviewWorld : IAsyncDisposable
{
    public const int Platform = 1;
    public const string Policy = "violent-extremism";
    public const string Spam = "spam";

    readonly TestDatabase _database;
    readonly ServiceProvider _services;
    int _made;

    ReviewWorld(TestDatabase database, ServiceProvider services, FakeTimeProvider time) => (_database, _services, Time) = (database, services, time);

    public FakeTimeProvider Time { get; }
    public IServiceProvider Services => _services;
    public OperationRunner Runner => _services.GetRequiredService<OperationRunner>();
    public List<LiveEvent> Live { get; } = [];
    public string OwnerConnectionString => _database.OwnerConnectionString;
    public string RuntimeConnectionString => _database.ConnectionString;
    public static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public static async Task<ReviewWorld> CreateAsync(TestCluster cluster, Action<IServiceCollection>? more = null)
    {
        var database = await cluster.CreateDatabaseAsync(Cancellation);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));
        var services = Handlers(database.ConnectionString, time);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        more?.Invoke(services);
        var world = new ReviewWorld(database, services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }), time);
        world._services.GetRequiredService<LiveFeed>().Subscribe(live => { lock (world.Live) world.Live.Add(live); });
        await world.SeedAsync();
        return world;
    }

    /// <summary>What a host's handlers need, without its web and its jobs.</summary>
    public static ServiceCollection Handlers(string connectionString, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Webhooks:AllowLoopback", "true")]).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Production" });
        services.AddSingleton(new HubSettings { DataFolder = "/nonexistent", ConnectionString = "", MigratorConnectionString = "", Urls = "" });
        services.AddHubData(connectionString);
        services.AddSingleton(time);
        services.AddSingleton<LiveFeed>();
        services.AddAudit().AddTriage().AddCases().AddAccounts().AddEnforcement().AddOrders().AddAlarms().AddAppeals().AddWellbeing();
        services.AddScoped<Features.Policies.ReadPolicies>();
        services.AddScoped<ReadPlatform>().AddScoped<PreviewRetention>().AddScoped<ChangePlatform>()
            .AddScoped<ListQueues>().AddScoped<AddQueue>().AddScoped<ChangeQueue>().AddScoped<CloseQueue>();
        services.AddScoped<Features.Intake.Appeals.TakeAppeals>().AddScoped<Features.Intake.Enforcements.RecordEnforcements>();
        return services;
    }

    async Task SeedAsync()
    {
        await using var db = Owner();
        db.Platforms.Add(new Platform { Id = Platform, Key = "demo", Name = "Demo", CreatedAt = Time.GetUtcNow() });
        db.AuditHeads.Add(new AuditHead { PlatformId = Platform });
        foreach (var (id, kind, languages) in new (string, QueueKind, string[])[]
        {
            ("ordinary", QueueKind.Ordinary, ["en", "fr"]), ("arabic", QueueKind.Language, ["ar"]), ("specialists", QueueKind.Specialist, []),
            ("leads", QueueKind.Lead, []), (Permissions.ThreatQueue, QueueKind.Threat, []), ("sealed", QueueKind.Sealed, []),
        })
            db.Queues.Add(new Queue { PlatformId = Platform, Id = id, Name = id, Kind = kind, Languages = languages });
        foreach (var key in new[] { Policy, Spam })
        {
            db.Policies.Add(new Policy { PlatformId = Platform, Key = key, Name = key, Severity = Severity.High });
            await db.SaveChangesAsync(Cancellation);
            db.PolicyVersions.Add(new PolicyVersion
            {
                PlatformId = Platform, PolicyKey = key, Version = 1, Text = "Do not call for violence.", Threshold = 0.6, TargetMinutes = 60,
                AllowedActions = ["suspend", "restrict", "remove_post", "warn", "revoke_app"], State = PolicyVersionState.Live,
            });
        }
        await db.SaveChangesAsync(Cancellation);
    }

    public async Task<Actor> PersonAsync(Role role, string[]? languages = null, string[]? queues = null, bool sealedLane = false)
    {
        var id = Guid.CreateVersion7(Time.GetUtcNow());
        var name = $"{role}-{Interlocked.Increment(ref _made)}";
        await using var db = Owner();
        db.Users.Add(new HubUser { Id = id, UserName = name, NormalizedUserName = name, NormalizedEmail = name, Pseudonym = name, CreatedAt = Time.GetUtcNow() });
        var membership = new Membership { PlatformId = Platform, UserId = id, Role = role, Languages = languages ?? [], Queues = queues ?? [], SealedLane = sealedLane };
        await db.SaveChangesAsync(Cancellation);
        db.Memberships.Add(membership);
        await db.SaveChangesAsync(Cancellation);
        return new Actor(id, name, Platform, Permissions.Of(membership).ToHashSet())
        {
            Role = role, Languages = membership.Languages, Queues = membership.Queues, SealedLane = sealedLane,
        };
    }

    /// <summary>A case with two posts and a report as evidence.</summary>
    public async Task<Guid> CaseAsync(string queue = "ordinary", string language = "en", double confidence = 1, string? account = null, DateTimeOffset? deadline = null)
    {
        var n = Interlocked.Increment(ref _made);
        var now = Time.GetUtcNow();
        account ??= $"acct-{n}";
        var id = Guid.CreateVersion7(now);
        await using var db = Owner();
        if (!await db.Accounts.AnyAsync(a => a.Id == account, Cancellation))
            db.Accounts.Add(new Account { PlatformId = Platform, Id = account, Bucket = AccountBucket.Of(account), Handle = "h" + account, FirstSeenAt = now, UpdatedAt = now });
        await db.SaveChangesAsync(Cancellation);
        var @case = new Case
        {
            PlatformId = Platform, Id = id, AccountId = account, QueueId = queue, PolicyKey = Policy, PolicyVersion = 1, Risk = 0.9, Language = language,
            OpenedAt = now, ChangedAt = now, DeadlineAt = deadline, EvidenceCount = 2,
            Explanation = Json(new[] { new ExplanationPart("terms", "content", 0.8, "Calls to arms in two posts.", [$"p{n}a", $"p{n}b"]) }),
        };
        var priority = new CasePriority(confidence, 1, 0, ["Risk is over the threshold."]);
        @case.Rate(priority, Json(priority));
        db.Cases.Add(@case);
        await db.SaveChangesAsync(Cancellation);
        foreach (var post in new[] { $"p{n}a", $"p{n}b" })
            db.CaseEvidence.Add(Evidence(id, EvidenceKey.Post(post), EvidenceKind.Post, new PostEvidence { Id = post, CreatedAt = now, Text = "take the thorn oath", Language = language }));
        db.CaseEvidence.Add(Evidence(id, EvidenceKey.Report($"r{n}"), EvidenceKind.Report,
            new ReportEvidence { Id = $"r{n}", ReporterId = "reporter", ReporterKind = ReporterKind.User, Reason = "violence", At = now }));
        db.Reports.Add(new Report { PlatformId = Platform, Id = $"r{n}", AccountId = account, ReporterId = "reporter", ReporterKind = ReporterKind.User, Reason = "violence", At = now, ReceivedAt = now });
        if (!await db.Reporters.AnyAsync(r => r.Id == "reporter", Cancellation))
            db.Reporters.Add(new Reporter { PlatformId = Platform, Id = "reporter", Kind = ReporterKind.User, FirstSeenAt = now });
        await db.SaveChangesAsync(Cancellation);
        return id;
    }

    static CaseEvidence Evidence(Guid caseId, string key, EvidenceKind kind, object payload) => new()
    { PlatformId = Platform, CaseId = caseId, Key = key, Kind = kind, Payload = Json(payload), Weight = 1, At = default(DateTimeOffset).AddYears(2025) };

    public async Task<DecideCase.Command> FormAsync(Guid caseId, params ActionRequest[] actions)
    {
        await using var db = Owner();
        var post = await db.CaseEvidence.Where(e => e.CaseId == caseId && e.Kind == EvidenceKind.Post).OrderBy(e => e.Key).Select(e => e.Key).FirstAsync(Cancellation);
        return new(Guid.CreateVersion7(Time.GetUtcNow()), caseId, new DecisionForm
        {
            Actions = actions.Length > 0 ? actions : [new(ActionKind.Suspend)], Reason = "Calls for violence.",
            Context = new ContextCheck(false, false, false, false, false), Exhibits = [EvidenceKey.PostIdOf(post)],
        }, 2);
    }

    /// <summary>Claims the case and decides it.</summary>
    public async Task<DecisionMade> DecideAsync(Actor actor, Guid caseId, params ActionRequest[] actions)
    {
        await Run<ClaimCase, ClaimedCase>(actor, (h, t) => h.HandleAsync(new(caseId), t));
        var command = await FormAsync(caseId, actions);
        return await Run<DecideCase, DecisionMade>(actor, (h, t) => h.HandleAsync(command, t));
    }

    public async Task<DecisionMade> DecideForGoodAsync(Actor actor, Guid caseId, params ActionRequest[] actions)
    {
        var made = await DecideAsync(actor, caseId, actions);
        await FinaliseAsync();
        return made;
    }

    public async Task FinaliseAsync()
    {
        Time.Advance(Decision.UndoTime);
        await Get<FinaliseDecisions>().RunAsync(Cancellation);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<T> Run<THandler, T>(Actor actor, Func<THandler, CancellationToken, Task<T>> action) where THandler : notnull => Runner.RunAsync(actor, action, Cancellation);

    public Task Run<THandler>(Actor actor, Func<THandler, CancellationToken, Task> action) where THandler : notnull => Runner.RunAsync(actor, action, Cancellation);

    public static async Task<Rule> BrokenAsync(Func<Task> action) => (await Assert.ThrowsAsync<RuleBrokenException>(action)).Rule;

    /// <summary>As the owner, who sees all platforms.</summary>
    public ModerationDbContext Owner() => new(new DbContextOptionsBuilder<ModerationDbContext>()
        .UseNpgsql(_database.OwnerConnectionString).UseSnakeCaseNamingConvention().Options);

    public async Task<Case> CaseOfAsync(Guid id)
    {
        await using var db = Owner();
        return await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, Cancellation);
    }

    public async Task<Account> AccountOfAsync(Guid caseId)
    {
        await using var db = Owner();
        return await db.Accounts.AsNoTracking().SingleAsync(a => db.Cases.Any(c => c.Id == caseId && c.AccountId == a.Id), Cancellation);
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    public static string Json(object value) => JsonSerializer.Serialize(value, Operation.Json);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _database.DisposeAsync();
    }
}
