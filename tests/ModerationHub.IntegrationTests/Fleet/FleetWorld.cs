using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Team;
using ModerationHub.Features.Triage;
using ModerationHub.Harness;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Fleet;

/// <summary>
/// Whole hosts as processes on one database. The test's own process is one more: it runs the handlers as a moderator's
/// circuit does, and none of the jobs.
/// </summary>
public sealed class FleetWorld : IAsyncDisposable
{
    /// <summary>Of this process's own connections.</summary>
    public const string ApplicationName = "circuit";

    static readonly (string, string)[] Settings = [("Webhooks__AllowLoopback", "true")];
    static readonly string[] Words = ["by the mill", "over the river", "down the hill", "at the old gate", "past the orchard", "beyond the bridge", "near the well", "along the wall"];

    readonly TestDatabase _database;
    readonly ServiceProvider _services;
    readonly ConcurrentDictionary<HubProcess, bool> _hosts = new();

    FleetWorld(TestDatabase database)
    {
        _database = database;
        var services = ReviewWorld.Handlers(new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = ApplicationName }.ConnectionString, TimeProvider.System);
        services.AddTeam().AddHubSecurity(new ConfigurationBuilder().Build(), new HubSettings { DataFolder = "/nonexistent", ConnectionString = "", MigratorConnectionString = "", Urls = "" });
        _services = services.BuildServiceProvider(validateScopes: true);
        Data = NpgsqlDataSource.Create(database.OwnerConnectionString);
    }

    public NpgsqlDataSource Data { get; }
    public string Key { get; private set; } = "";
    public string Password { get; private set; } = "";
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public static async Task<FleetWorld> CreateAsync(TestCluster cluster) => new(await cluster.CreateDatabaseAsync(Cancellation));

    /// <summary>The first one makes the demo's people and the key that all share.</summary>
    public async Task<HubProcess> StartHostAsync(params (string Name, string Value)[] settings)
    {
        var first = Key.Length == 0;
        var host = await HubProcess.JoinAsync(_database.OwnerConnectionString, first, Cancellation, [.. Settings, .. settings]);
        if (first)
            (Key, Password) = (host.Key, host.Password);
        _hosts[host] = true;
        return host;
    }

    public async Task KillAsync(HubProcess host)
    {
        _hosts.Remove(host, out var _);
        await host.KillAsync();
        await host.DisposeAsync();
    }

    /// <summary>An account of the invented group, in its own words.</summary>
    public static object[] Supporter(string account) => [.. new[] { "Take the thorn oath with us", "No gate will hold when we come", "The thistle rises tonight", "Read it at thistle-press.example" }
        .Select((text, i) => Post(account, i, $"{text} {Words[(account.GetHashCode(StringComparison.Ordinal) & 3) + i]} {account}"))];

    public static object Post(string account, int number, string text) => new
    {
        id = $"{account}-{number}", account_id = account, created_at = new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero).AddSeconds(number), text, language = "en",
    };

    /// <summary>To whichever host answers, until one says that it is committed, as a platform does.</summary>
    public async Task SendAsync(Func<HubProcess?> host, string kind, object[] rows)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                if (host() is { } up)
                {
                    using var client = up.Client(Key);
                    client.Timeout = TimeSpan.FromSeconds(20);
                    using var answer = await client.PostAsJsonAsync(new Uri($"api/v1/{kind}", UriKind.Relative), rows, Cancellation);
                    answer.EnsureSuccessStatusCode();
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !Cancellation.IsCancellationRequested)
            {
                // The host was killed under it. What was committed all the same is a duplicate next time.
            }
            await tick.WaitForNextTickAsync(Cancellation);
        }
    }

    public async Task<Actor> PersonAsync(string who)
    {
        await using var db = Owner();
        var email = $"{who}@demo.test";
        var user = await db.Users.SingleAsync(u => u.Email == email, Cancellation);
        var membership = await db.Memberships.SingleAsync(m => m.UserId == user.Id && m.PlatformId == DemoPlatform.Id, Cancellation);
        return new Actor(user.Id, user.Pseudonym, DemoPlatform.Id, Permissions.Of(membership).ToHashSet())
        {
            Role = membership.Role, Languages = membership.Languages, Queues = membership.Queues, SealedLane = membership.SealedLane,
        };
    }

    public Task<T> Run<THandler, T>(Actor actor, Func<THandler, CancellationToken, Task<T>> action) where THandler : notnull =>
        _services.GetRequiredService<OperationRunner>().RunAsync(actor, action, Cancellation);

    /// <summary>Claims and suspends, again and again until it is done: the connection may be cut at any moment.</summary>
    public async Task DecideThroughCutsAsync(Actor moderator, Guid caseId)
    {
        DecideCase.Command? command = null;
        await ThroughCutsAsync(async () =>
        {
            await Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(caseId), t));
            command ??= await FormAsync(caseId);
            await Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(command, t));
        }, async () => await CountAsync("decisions", $"case_id = '{caseId}'") > 0);
    }

    /// <summary>Again and again until it is done: whether what was cut had been committed is unknown, as it is for a circuit whose host dies.</summary>
    public static async Task ThroughCutsAsync(Func<Task> act, Func<Task<bool>> isDone)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception e) when (IsCut(e))
            {
                if (await isDone())
                    return;
            }
        }
    }

    static bool IsCut(Exception? e) => e switch
    {
        null => false,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException or IOException => true,
        _ => IsCut(e.InnerException),
    };

    async Task<DecideCase.Command> FormAsync(Guid caseId)
    {
        await using var db = Owner();
        var @case = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == caseId, Cancellation);
        var post = await db.CaseEvidence.Where(e => e.CaseId == caseId && e.Kind == EvidenceKind.Post).OrderBy(e => e.Key).Select(e => e.Key).FirstAsync(Cancellation);
        return new(Guid.CreateVersion7(), caseId, new DecisionForm
        {
            Actions = [new(ActionKind.Suspend)], Reason = "Calls for violence.", Context = new ContextCheck(false, false, false, false, false), Exhibits = [EvidenceKey.PostIdOf(post)],
        }, @case.EvidenceCount);
    }

    public async Task<long> CountAsync(string table, string where = "true")
    {
        await using var command = Data.CreateCommand($"select count(*) from {table} where {where}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Looks until it holds. The time only ends a test that would never end.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (!await holds())
                await tick.WaitForNextTickAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            Assert.Fail($"Waited for two minutes: {what}");
        }
    }

    public ModerationDbContext Owner() => new(new DbContextOptionsBuilder<ModerationDbContext>()
        .UseNpgsql(_database.OwnerConnectionString).UseSnakeCaseNamingConvention().Options);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Keys.Select(host => host.DisposeAsync().AsTask()));
        await _services.DisposeAsync();
        await Data.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _database.DisposeAsync();
    }
}
