using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Live;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Scoring;

/// <summary>What a client of `/hubs/review` is told that was committed before it was in its groups.</summary>
public sealed class MissedEventsTests(TestCluster cluster)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_connects_hears_what_is_committed_from_then_on_however_long_before_it_had_begun()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var missed = world.Host().GetRequiredService<MissedEvents>();
        await using var slow = await world.OwnerConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        var begunBefore = await EventAsync(slow);
        await using var connection = await world.OwnerConnectionAsync();
        await EventAsync(connection);

        var position = await missed.PositionAsync(Cancellation);
        Assert.Empty(await missed.AfterAsync(ScoringWorld.Platform, ["violent-extremism"], position, Cancellation));
        var begunAfter = await EventAsync(connection);
        await EventAsync(connection, "spam");
        await transaction.CommitAsync(Cancellation);

        Assert.Equal([begunBefore, begunAfter], (await missed.AfterAsync(ScoringWorld.Platform, ["violent-extremism"], position, Cancellation)).Select(live => live.Id));
        Assert.Empty(await missed.AfterAsync(ScoringWorld.Platform + 1, ["violent-extremism"], position, Cancellation));
    }

    [Fact]
    public async Task Who_comes_back_hears_what_had_begun_long_before_the_last_event_that_was_seen_and_was_committed_after_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var missed = world.Host().GetRequiredService<MissedEvents>();
        await using var connection = await world.OwnerConnectionAsync();
        await EventAsync(connection, secondsAgo: 300);
        var seen = await EventAsync(connection);
        // Read before that one's transaction was over.
        var slow = await EventAsync(connection, secondsAgo: 100);

        Assert.Equal([slow], (await missed.SinceAsync(ScoringWorld.Platform, ["violent-extremism"], seen, Guid.Empty, Cancellation)).Select(live => live.Id));
    }

    static async Task<Guid> EventAsync(NpgsqlConnection connection, string queue = "violent-extremism", int secondsAgo = 0)
    {
        var id = Guid.CreateVersion7();
        await using var command = new NpgsqlCommand("""
            insert into live_events (platform_id, id, at, kind, subject_id, queue_id, band, rank, state) values ($1, $2, now() - make_interval(secs => $4), 'candidate_raised', $2, $3, 5, 1, 'open')
            """, connection)
        {
            Parameters = { new() { Value = ScoringWorld.Platform }, new() { Value = id }, new() { Value = queue }, new() { Value = (double)secondsAgo } },
        };
        await command.ExecuteNonQueryAsync(Cancellation);
        return id;
    }
}
