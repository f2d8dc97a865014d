using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Audit;
using ModerationHub.Infrastructure.Data;
using ModerationHub.IntegrationTests.Scoring;
using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

public sealed class DuePlatformsTests(TestCluster cluster)
{
    const int Other = ScoringWorld.Platform + 1;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(ScoringWorld.Platform, Other), InlineData(Other, ScoringWorld.Platform)]
    public async Task What_the_database_refuses_one_platform_leaves_the_others_their_turn(int refused, int sealedAll)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.EnsurePlatformAsync(Other);
        await world.ExecuteAsync("""
            insert into audit_reads (platform_id, id, at, actor_id, actor, subject_kind, subject_id, correlation_id)
            select id, gen_random_uuid(), now(), gen_random_uuid(), 'Heron', 'case', 'c', gen_random_uuid() from platforms
            """);
        await world.ExecuteAsync($"alter table audit_read_seals add constraint ck_test check (platform_id <> {refused})");
        var seals = world.Host().GetRequiredService<SealReads>();

        await seals.RunAsync(Cancellation);
        Assert.Equal(sealedAll, await world.ReadAsync<int>("select platform_id from audit_read_seals"));

        await world.ExecuteAsync("alter table audit_read_seals drop constraint ck_test");
        await seals.RunAsync(Cancellation);
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from audit_read_seals"));
    }

    [Fact]
    public async Task A_fault_that_is_not_the_databases_is_not_hidden()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.EnsurePlatformAsync(Other);
        var due = world.Host().GetRequiredService<DuePlatforms>();
        Task EachAsync(Exception fault, List<int> worked) => due.EachAsync("test", "select id from platforms where $1 is not null order by id", (actor, _) =>
        {
            worked.Add(actor.PlatformId);
            return actor.PlatformId == ScoringWorld.Platform ? Task.FromException(fault) : Task.CompletedTask;
        }, Cancellation);

        List<int> all = [], some = [];
        await EachAsync(new NpgsqlException("away"), all);
        await Assert.ThrowsAsync<InvalidOperationException>(() => EachAsync(new InvalidOperationException(), some));
        Assert.Equal([ScoringWorld.Platform, Other], all);
        Assert.Equal([ScoringWorld.Platform], some);
    }
}
