using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Health;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;
using OpenTelemetry.Metrics;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed class MetricsTests(TestCluster cluster)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_waits_no_longer_for_scoring_than_for_the_database()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await using var holder = await world.OwnerConnectionAsync();
        await using var hold = await holder.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("lock table post_chunks in access exclusive mode", holder, hold))
            await command.ExecuteNonQueryAsync(Cancellation);

        var report = await world.Host().GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        // The check was called off: the database's own time-out would be an NpgsqlException.
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["scoring"].Status);
        Assert.IsAssignableFrom<OperationCanceledException>(report.Entries["scoring"].Exception);
    }

    [Fact]
    public async Task The_age_of_the_oldest_unscored_post_moves_although_nobody_asks_for_health()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        double? age = null;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Name == "hub.scoring.oldest.age") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => age = Math.Max(age ?? 0, value));
        listener.Start();
        var watch = Assert.Single(host.GetServices<IHostedService>().OfType<ScoringWatch>());
        await watch.StartAsync(Cancellation);
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        await UntilAsync(() =>
        {
            world.Time.Advance(ScoringWatch.Every);
            age = null;
            listener.RecordObservableInstruments();
            return age > 0;
        });
        await watch.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Accounts_and_recounts_that_wait_are_no_posts_of_any_age_and_fill_no_limit()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.LookAgainAsync("acc-1");
        await world.ExecuteAsync("""
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select platform_id, bucket, $1, 'recount', post_created_at, post_ids, account_ids, 40, received_at from post_chunks
            """, Guid.CreateVersion7(world.Time.GetUtcNow()));
        await world.ExecuteAsync("update platforms set backlog_limit = 3");
        world.Time.Advance(TimeSpan.FromHours(1));
        var health = world.Host().GetRequiredService<ScoringHealth>();
        async Task<(long, TimeSpan)> SeenAsync() => await health.ReadAsync(null, Cancellation) is var seen ? (seen.Backlog, seen.AgeAt(world.Time.GetUtcNow())) : default;
        Assert.Equal((0, TimeSpan.Zero), await SeenAsync());

        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((3, TimeSpan.FromMinutes(1)), await SeenAsync());
        Assert.False(await new Backlog(world.Host().GetRequiredService<NpgsqlDataSource>(), world.Time).IsOverAsync(ScoringWorld.Platform, Cancellation));
    }

    [Fact]
    public async Task Meters_are_sent_to_the_collector_that_the_environment_names_and_to_nobody_else()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        collector.Prefixes.Add(address);
        collector.Start();
        await using var silent = Provider(null);
        Assert.Null(silent.GetService<MeterProvider>());
        await using var provider = Provider(address);
        var meters = provider.GetRequiredService<MeterProvider>();
        provider.GetRequiredService<ScoringMetrics>().Scored(7, 12, 0, TimeSpan.FromMilliseconds(3), null);
        var heard = collector.GetContextAsync();
        var flushed = Task.Run(() => meters.ForceFlush(30_000), Cancellation);
        var request = await heard.WaitAsync(Patience, Cancellation);
        using var body = new MemoryStream();
        await request.Request.InputStream.CopyToAsync(body, Cancellation);
        request.Response.Close();

        Assert.Equal("/v1/metrics", request.Request.Url!.AbsolutePath);
        var text = Encoding.Latin1.GetString(body.ToArray());
        foreach (var name in (string[])["hub.scoring.posts", "hub.scoring.oldest.age", "moderation-hub"])
            Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.True(await flushed);
    }

    static ServiceProvider Provider(string? collector)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(Telemetry.Endpoint, collector), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<ScoringMetrics>();
        return services.AddTelemetry(configuration).BuildServiceProvider();
    }

    static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    static async Task UntilAsync(Func<bool> met)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!met())
            await tick.WaitForNextTickAsync(patience.Token);
    }
}
