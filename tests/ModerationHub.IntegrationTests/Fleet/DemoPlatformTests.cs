using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Team;
using ModerationHub.Features.Team.Account;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Infrastructure.Security.ApiKeys;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Fleet;

/// <summary>A hub that was run without the demo and then with it, or the other way round, on the same data.</summary>
public sealed class DemoPlatformTests(TestCluster cluster) : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-demo-");
    TestDatabase _database = null!;
    ServiceProvider _services = null!;

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await cluster.CreateDatabaseAsync(Cancellation);
        HubSettings settings = new() { DataFolder = _folder.FullName, ConnectionString = "", MigratorConnectionString = "", Urls = "http://127.0.0.1:5999" };
        var services = ReviewWorld.Handlers(_database.ConnectionString, TimeProvider.System);
        services.AddTeam().AddHubSecurity(new ConfigurationBuilder().Build(), settings).AddApiKeys().AddDemo();
        services.AddSingleton(settings);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    ModerationDbContext Owner() => new(new DbContextOptionsBuilder<ModerationDbContext>().UseNpgsql(_database.OwnerConnectionString).UseSnakeCaseNamingConvention().Options);

    Task PlainAsync() => _services.GetRequiredService<PlatformSetup>().EnsureFirstAsync(Cancellation);

    Task<DemoAccess> DemoAsync() => _services.GetRequiredService<DemoSetup>().PrepareAsync(Cancellation);

    Task<string?> LinkAsync() => _services.GetRequiredService<SetupLinks>().IssueAsync(Cancellation);

    [Fact]
    public async Task The_demo_stands_beside_what_is_there_with_terms_people_and_key_of_its_own()
    {
        await PlainAsync();
        await DemoAsync();
        await DemoAsync();
        await using var db = Owner();
        Assert.Equal(["1 main", "2 demo"], await db.Platforms.OrderBy(p => p.Id).Select(p => p.Id + " " + p.Key).ToArrayAsync(Cancellation));
        Assert.True(await db.BankTerms.CountAsync(t => t.PlatformId == 2, Cancellation) > 10, "The story's words are not in the demo's banks.");
        Assert.False(await db.BankTerms.AnyAsync(t => t.PlatformId == 1, Cancellation));
        Assert.Equal(2, await db.Memberships.Select(m => m.PlatformId).Distinct().SingleAsync(Cancellation));
        Assert.Equal(2, (await db.ApiKeys.SingleAsync(k => k.RevokedAt == null, Cancellation)).PlatformId);
    }

    [Fact]
    public async Task The_demos_administrator_takes_nobodys_place_on_the_other_platform()
    {
        await PlainAsync();
        await DemoAsync();
        var link = (await LinkAsync())!.Split('/', '?', '=');
        var created = await _services.GetRequiredService<OperationRunner>().RunAsync<CreateFirstAdministrator, Guid>(
            await _services.GetRequiredService<SetupLinks>().ActorAsync(Cancellation), (create, token) => create.HandleAsync(new(Guid.Parse(link[2]), link[4], "first@hub.test", "Wren", "a long enough Passphrase 7"), token), Cancellation);
        await using var db = Owner();
        Assert.Equal([(1, Role.Admin)], (await db.Memberships.Where(m => m.UserId == created).ToListAsync(Cancellation)).Select(m => (m.PlatformId, m.Role)));
        Assert.Null(await LinkAsync());
    }

    [Fact]
    public async Task A_hub_that_began_with_the_demo_stays_one_platform()
    {
        await DemoAsync();
        await PlainAsync();
        await using var db = Owner();
        Assert.Equal("1 demo", await db.Platforms.Select(p => p.Id + " " + p.Key).SingleAsync(Cancellation));
        Assert.Null(await LinkAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
