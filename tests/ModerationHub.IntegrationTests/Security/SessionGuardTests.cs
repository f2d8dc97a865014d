using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Security;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>A host that the live event never reached.</summary>
public sealed class SessionGuardTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_was_revoked_on_another_host_is_cut_off_and_not_let_in_by_what_is_remembered()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var (gone, stays) = ((await world.PersonAsync(Role.Moderator)).UserId!.Value, (await world.PersonAsync(Role.Moderator)).UserId!.Value);
        var source = world.Services.GetRequiredService<NpgsqlDataSource>();
        // The clock stands still: what is remembered stays remembered.
        var people = new PeopleDirectory(source, world.Time);
        using var sessions = new SessionRegistry(world.Services.GetRequiredService<LiveFeed>(), people);
        using var guard = new SessionGuard(sessions, source, world.Time, NullLogger<SessionGuard>.Instance);
        await using var db = world.Owner();
        await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "first"), Cancellation);
        List<Guid> ended = [];
        foreach (var person in new[] { gone, stays })
        {
            Assert.False((await people.FindAsync(person, "first", Cancellation))!.Revoked);
            sessions.Register(person, "first", () => ended.Add(person));
        }

        await db.Users.Where(u => u.Id == gone).ExecuteUpdateAsync(u => u.SetProperty(x => x.RevokedAt, world.Time.GetUtcNow()), Cancellation);
        Assert.False((await people.FindAsync(gone, "first", Cancellation))!.Revoked);
        await guard.LookAsync(Cancellation);

        Assert.Equal([gone], ended);
        Assert.True((await people.FindAsync(gone, "first", Cancellation))!.Revoked);
    }
}
