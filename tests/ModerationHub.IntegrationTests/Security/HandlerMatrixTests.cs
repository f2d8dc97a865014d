using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Infrastructure.Security.ApiKeys;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>Every handler × every role, found by reflection: a page that hides a button is no protection.</summary>
public sealed class HandlerMatrixTests(HandlerMatrixTests.World world) : IClassFixture<HandlerMatrixTests.World>
{
    /// <summary>What nobody calls in a person's name, or what answers with the part that the actor may see. A new handler has no place here without a reason.</summary>
    static readonly Dictionary<string, string> Unasked = new(StringComparer.Ordinal)
    {
        ["CreateFirstAdministrator"] = "the one-time link is the permission",
        ["AcceptInvitation"] = "the one-time link is the permission",
        ["ChangePassword"] = "one's own password",
        ["TurnOnSecondFactor"] = "one's own second factor",
        ["RenewRecoveryCodes"] = "one's own codes",
        ["RecordSignIn"] = "the sign-in page, of whoever signs in",
        ["LapsedClaims"] = "a step of the sweep",
        ["CrossedDeadlines"] = "a step of the sweep",
        ["ClimbingAlarms"] = "a step of the sweep",
        ["RecordEnforcements"] = "the endpoint asks for the key's scope",
        ["TakeAppeals"] = "the endpoint asks for the key's scope",
        ["CollectExamples"] = "a step of the training job",
        ["VisibleQueues"] = "answers with what the actor sees",
        ["OpenAlarms"] = "answers with what the actor sees",
    };

    static readonly Role[] Readers = [Role.Moderator, Role.Lead, Role.Auditor], Deciding = [Role.Moderator, Role.Lead], Overseeing = [Role.Lead, Role.Auditor],
        OfTheRecord = [Role.Lead, Role.Auditor, Role.Admin], Leads = [Role.Lead], Admins = [Role.Admin];

    /// <summary>
    /// Who may ask for what, said apart from the permissions: moderators work on cases; leads besides oversee, teach and make policies;
    /// auditors read and change nothing; administrators run the installation, see the record and no case.
    /// </summary>
    static readonly Dictionary<string, Role[]> MayAsk = Table(
        (Readers, """
            CompareVersions CountExposure FindCases FindPolicies ListBanks ListCases QueueBoard ReadAccount ReadAccountPosts ReadAround ReadBacktest ReadBank
            ReadCase ReadDecisionFeed ReadGivenUpRecounts ReadPolicies ReadPolicy ReadShadow ReadTermStops SearchAccounts ShiftExposures
            """),
        (Deciding, """
            AcknowledgeThreat ClaimCase ClaimNext DecideCase EscalateCase HandBackCase PassOnCase PeekNext ReleaseCase RenewClaim SaveDraft UndoDecision
            """),
        (Overseeing, "ListOrders ReadModels ReadOrder ReadRisk RecordAuditExport"),
        (OfTheRecord, "AuditChoices CountNotApplied ListEscalations ReadDecision SearchAudit VerifyAudit"),
        (Leads, """
            AddHashes AddLinks AnswerAppeal AnswerOrder ArchivePolicy BeginDraft BringBack CancelBacktest ClearAccount DecideTermStop EditDraft EditTerms FreezeRisk
            ImportExamples JudgeHash KeepPolicy ListAppeals ListShields MakeBank MakePolicy MoveDraft OpenStops OrderBacktest OrderPolicy OverturnDecision PlacePolicy
            PreviewEntries PromoteModel PublishVersion ReadAppeal ReadShield RemoveBank RemoveLink RenameBank RequestTraining RestartRecount ReviewDraft RollBackModel
            ShieldAccount StartShadow StopShadow TakeOutHash UnshieldAccount UseRiskVersion
            """),
        (Admins, """
            AddQueue AddWebhookEndpoint ChangeMembership ChangePlatform ChangeQueue ChoosableQueues CloseQueue CreateUser DismissSetAside InviteUser IssueApiKey
            ListApiKeys ListPeople ListQueues PreviewRetention QueuePolicies ReadHealth ReadPlatform ReadWebhooks RedeliverWebhook RemoveWebhookEndpoint
            ResetSecondFactor RestoreUser RetrySetAside RevokeApiKey RevokeUser
            """),
        ([], "PreserveCase"));

    /// <summary>What training for the sealed lane opens besides.</summary>
    static readonly Dictionary<string, Role[]> OnceTrained = Table((Deciding, "PreserveCase"));

    static Dictionary<string, Role[]> Table(params (Role[] Roles, string Names)[] lines) => lines
        .SelectMany(line => line.Names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (name, line.Roles)))
        .ToDictionary(pair => pair.name, pair => pair.Roles, StringComparer.Ordinal);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public static TheoryData<string> Handlers => [.. All().Select(t => t.Name).Where(name => !Unasked.ContainsKey(name))];

    static IEnumerable<Type> All() => typeof(ClaimNext).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, IsNested: false } && t.GetMethod("HandleAsync") is not null
            && t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(Operation))))
        .OrderBy(t => t.Name, StringComparer.Ordinal);

    [Fact]
    public void Each_handler_has_its_line_and_each_line_its_handler() =>
        Assert.Equal(All().Select(t => t.Name), Unasked.Keys.Concat(MayAsk.Keys).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Handlers))]
    public async Task A_handler_asks_before_anything_else_and_lets_those_roles_pass_that_its_line_names(string name)
    {
        var handler = All().Single(t => t.Name == name);
        var nobody = new Asked([]);
        var refused = await OutcomeAsync(handler, nobody, role: null);
        if (refused is not NotPermittedException { Permission: var needed })
        {
            Assert.Fail($"{name} answered somebody who may do nothing with {refused?.GetType().Name ?? "success"}: {refused?.Message}");
            return;
        }
        Assert.Contains(needed, nobody.Questions);

        List<Role> passed = [], passedTrained = [];
        foreach (var role in Enum.GetValues<Role>())
        {
            if (await PassesAsync(new() { PlatformId = ReviewWorld.Platform, UserId = Guid.Empty, Role = role }))
                passed.Add(role);
            // Whatever somebody was given, an auditor only reads and an administrator sees no case.
            if (await PassesAsync(new() { PlatformId = ReviewWorld.Platform, UserId = Guid.Empty, Role = role, SealedLane = true, Queues = [Permissions.ThreatQueue] }))
                passedTrained.Add(role);
        }
        Assert.Equal(MayAsk[name], passed);
        Assert.Equal(OnceTrained.GetValueOrDefault(name, MayAsk[name]), passedTrained);

        async Task<bool> PassesAsync(Membership membership) => await OutcomeAsync(handler, new(Permissions.Of(membership)), membership.Role) is not NotPermittedException;
    }

    /// <returns>What it threw, or null. What an empty command breaks behind the permission is not asked here.</returns>
    async Task<Exception?> OutcomeAsync(Type handler, Asked may, Role? role)
    {
        var actor = new Actor(Guid.CreateVersion7(), "somebody", ReviewWorld.Platform, may) { Role = role };
        try
        {
            await world.Runner.RunAsync<IServiceProvider, bool>(actor, async (scope, cancellation) =>
            {
                var handle = handler.GetMethods().First(m => m.Name == "HandleAsync");
                var task = handle.Invoke(scope.GetRequiredService(handler), BindingFlags.DoNotWrapExceptions, null,
                    [.. handle.GetParameters().Select(p => p.ParameterType == typeof(CancellationToken) ? cancellation : Empty(p.ParameterType))], null);
                await (task switch
                {
                    Task running => running,
                    ValueTask running => running.AsTask(),
                    _ => (Task)task!.GetType().GetMethod("AsTask")!.Invoke(task, null)!,
                });
                return true;
            }, Cancellation);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    static object? Empty(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
        { IsValueType: true } => Activator.CreateInstance(type),
        { IsInterface: true } or { IsAbstract: true } => null,
        _ => RuntimeHelpers.GetUninitializedObject(type),
    };

    /// <summary>One database for all: a refused action leaves nothing, and an empty command seldom more.</summary>
    public sealed class World(TestCluster cluster) : IAsyncLifetime
    {
        ReviewWorld _review = null!;
        ServiceProvider _services = null!;

        public OperationRunner Runner => _services.GetRequiredService<OperationRunner>();

        public async ValueTask InitializeAsync()
        {
            _review = await ReviewWorld.CreateAsync(cluster);
            var collection = ReviewWorld.Handlers(_review.RuntimeConnectionString, TimeProvider.System);
            collection.AddHubSecurity(new ConfigurationBuilder().Build(), new HubSettings { DataFolder = "/nonexistent", ConnectionString = "", MigratorConnectionString = "", Urls = "" });
            collection.AddApiKeys();
            foreach (var add in typeof(ClaimNext).Assembly.GetTypes().Where(t => t.Name.EndsWith("Feature", StringComparison.Ordinal))
                         .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
                         .Where(m => m.ReturnType == typeof(IServiceCollection) && m.GetParameters() is [{ ParameterType.Name: nameof(IServiceCollection) }]))
                add.Invoke(null, [collection]);
            _services = collection.BuildServiceProvider(validateScopes: true);
        }

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await _review.DisposeAsync();
        }
    }

    /// <summary>Permissions that remember which of them were asked for.</summary>
    sealed class Asked(IEnumerable<Permission> granted) : IReadOnlySet<Permission>
    {
        readonly HashSet<Permission> _granted = [.. granted];

        public HashSet<Permission> Questions { get; } = [];
        public int Count => _granted.Count;

        public bool Contains(Permission item)
        {
            Questions.Add(item);
            return _granted.Contains(item);
        }

        public IEnumerator<Permission> GetEnumerator() => _granted.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public bool IsProperSubsetOf(IEnumerable<Permission> other) => _granted.IsProperSubsetOf(other);
        public bool IsProperSupersetOf(IEnumerable<Permission> other) => _granted.IsProperSupersetOf(other);
        public bool IsSubsetOf(IEnumerable<Permission> other) => _granted.IsSubsetOf(other);
        public bool IsSupersetOf(IEnumerable<Permission> other) => _granted.IsSupersetOf(other);
        public bool Overlaps(IEnumerable<Permission> other) => _granted.Overlaps(other);
        public bool SetEquals(IEnumerable<Permission> other) => _granted.SetEquals(other);
    }
}
