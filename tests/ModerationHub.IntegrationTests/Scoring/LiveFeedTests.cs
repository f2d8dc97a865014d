using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModerationHub.Features.Live;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed class LiveFeedTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_long_a_transaction_stays_open_each_event_is_told_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var told = System.Threading.Channels.Channel.CreateUnbounded<Guid>();
        using var listening = host.GetRequiredService<LiveFeed>().Subscribe(live => told.Writer.TryWrite(live.SubjectId));
        var listener = host.GetServices<IHostedService>().OfType<LiveListener>().Single();
        await listener.StartAsync(Cancellation);
        async Task<Guid> TellAsync()
        {
            var subject = Guid.CreateVersion7(world.Time.GetUtcNow());
            await world.ExecuteAsync("insert into live_events (platform_id, id, at, kind, subject_id, band, rank) values ($1, $2, $3, 'user_revoked', $4, 0, 0)",
                ScoringWorld.Platform, Guid.CreateVersion7(world.Time.GetUtcNow()), world.Time.GetUtcNow(), subject);
            await world.ExecuteAsync("notify hub_live");
            return subject;
        }

        await using (var slow = await world.OwnerConnectionAsync())
        {
            await using var open = await slow.BeginTransactionAsync(Cancellation);
            await using (var begin = new NpgsqlCommand("select pg_current_xact_id()::text", slow, open))
                await begin.ExecuteScalarAsync(Cancellation);
            // The first look only takes a position: told again until it is heard.
            do
                await TellAsync();
            while (!told.Reader.TryPeek(out _));
            HashSet<Guid> heard = [];
            for (var i = 0; i < 3; i++)
            {
                world.Time.Advance(TimeSpan.FromMinutes(3));
                var next = await TellAsync();
                Guid subject;
                do
                    Assert.True(heard.Add(subject = await told.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Cancellation)), "It was told before.");
                while (subject != next);
            }
            await open.CommitAsync(Cancellation);
        }
        await listener.StopAsync(Cancellation);
    }
}
