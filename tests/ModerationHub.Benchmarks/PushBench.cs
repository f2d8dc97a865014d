using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ModerationHub.Harness;
using ModerationHub.Features.Live;
using Npgsql;

namespace ModerationHub.Benchmarks;

/// <summary>
/// From the commit of a live event (on another host: written to the table, then NOTIFY) until 200 clients have it, against
/// a bare SignalR hub that sends the same message to the same number of clients straight away.
/// </summary>
public static class PushBench
{
    const int Clients = 200;
    const int Events = 500;
    static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(CancellationToken cancellation)
    {
        var bare = await BareAsync(cancellation);
        var hub = await HubAsync(cancellation);
        Table.Header("way", "p50", "p99", "messages", "ratio at p99");
        Table.Row("bare hub, 200 clients", $"{bare.At(50):0.0} ms", $"{bare.At(99):0.0} ms", $"{bare.Count:N0}", "1");
        Table.Row("live event: commit → table → NOTIFY → 200 clients", $"{hub.At(50):0.0} ms", $"{hub.At(99):0.0} ms", $"{hub.Count:N0}", $"{hub.At(99) / bare.At(99):0.0}");
    }

    static async Task<Latencies> BareAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}");
        builder.WebHost.UseUrls(address.ToString());
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapHub<BareHub>("/hubs/bare");
        await app.StartAsync(cancellation);
        var context = app.Services.GetRequiredService<IHubContext<BareHub>>();
        return await MeasureAsync(new Uri(address, "hubs/bare"), null, async (id, token) =>
            await context.Clients.All.SendAsync("CandidateRaised", Message(id), token), cancellation);
    }

    static async Task<Latencies> HubAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation);
        await using var data = NpgsqlDataSource.Create(hub.OwnerConnectionString);
        await using var first = data.CreateCommand("select platform_id, id from queues where kind = 'ordinary' order by position limit 1");
        await using var reader = await first.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (platform, queue) = (reader.GetInt32(0), reader.GetString(1));
        await reader.DisposeAsync();
        return await MeasureAsync(new Uri(hub.Address, "hubs/review"), hub.Key, async (id, token) =>
        {
            await using var batch = data.CreateBatch();
            batch.BatchCommands.Add(new("""
                insert into live_events (platform_id, id, at, kind, subject_id, queue_id, band, rank, state)
                values ($1, $2, now(), 'candidate_raised', $2, $3, 0, 0, 'open')
                """)
            {
                Parameters = { new() { Value = platform }, new() { Value = id }, new() { Value = queue } },
            });
            batch.BatchCommands.Add(new("notify hub_live"));
            await batch.ExecuteNonQueryAsync(token);
        }, cancellation);
    }

    static async Task<Latencies> MeasureAsync(Uri address, string? key, Func<Guid, CancellationToken, Task> publish, CancellationToken cancellation)
    {
        var latencies = new Latencies();
        var sent = new System.Collections.Concurrent.ConcurrentDictionary<Guid, long>();
        var connections = new List<HubConnection>();
        try
        {
            for (var i = 0; i < Clients; i++)
            {
                var connection = new HubConnectionBuilder().WithUrl(address, o => o.AccessTokenProvider = () => Task.FromResult(key)).Build();
                connection.On<Heard>("CandidateRaised", message =>
                {
                    if (sent.TryGetValue(message.case_id, out var at))
                        latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                });
                await connection.StartAsync(cancellation);
                connections.Add(connection);
            }
            using var gap = new PeriodicTimer(Gap);
            for (var i = 0; i < Events; i++)
            {
                var id = Guid.CreateVersion7();
                sent[id] = Stopwatch.GetTimestamp();
                await publish(id, cancellation);
                await gap.WaitForNextTickAsync(cancellation);
            }
            for (var tries = 0; tries < 1000 && latencies.Count < Clients * Events; tries++)
                await gap.WaitForNextTickAsync(cancellation);
            return latencies;
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    static object Message(Guid id) => new
    {
        event_id = id, case_id = id, queue = "ordinary", priority = new ReviewPriority { Band = 0, Rank = 0 }, state = "open", at = TimeProvider.System.GetUtcNow(),
    };

#pragma warning disable IDE1006, CA1812 // Named as on the wire; made by the JSON protocol.
    sealed record Heard(Guid case_id);
#pragma warning restore IDE1006, CA1812

    sealed class BareHub : Hub;
}
