using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using ModerationHub.Harness;
using ModerationHub.Features.Demo;
using Npgsql;

namespace ModerationHub.Benchmarks;

/// <summary>
/// The whole line under a steady load on a full table: posts in over HTTP at a fixed rate (open loop: a late answer does
/// not slow the sender's clock), scored by the drains, candidates heard on `/hubs/review`. Probe accounts post what their
/// policy forbids; the delay runs from the moment their request was due until the message arrives.
/// </summary>
public static class PipelineBench
{
    const int Batch = 500;
    const int ProbesPerSecond = 5;
    const int WarmUp = 60;
    static readonly int Seconds = Setting("HUB_BENCH_SECONDS", 300);
    static readonly int Preloaded = Setting("HUB_BENCH_POSTS", 5_000_000);
    static long _lateSecond = -1;
    static readonly int Rate = Setting("HUB_BENCH_RATE", 10_000);

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation);
        await using var data = NpgsqlDataSource.Create(hub.OwnerConnectionString);
        await PreloadAsync(data, cancellation);
        using var client = hub.Client();
        var due = new ConcurrentDictionary<string, long>();
        var heard = new ConcurrentDictionary<Guid, long>();
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(hub.Address, "hubs/review"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(hub.Key)).Build();
        connection.On<JsonElement>("CandidateRaised", m => heard.TryAdd(m.GetProperty("case_id").GetGuid(), Stopwatch.GetTimestamp()));
        await connection.StartAsync(cancellation);

        // The first minute compiles the program and meets every account for the first time; what is sustained comes after it.
        var cold = new ConcurrentDictionary<string, long>();
        await SendAsync(client, data, 1, WarmUp, new Latencies(), cold, upkeep: false, cancellation);
        await WaitForDrainAsync(data, cancellation);
        var cpu = new CpuMeter(hub.Id);
        var requests = new Latencies();
        var backlog = new Latencies();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = WatchAgeAsync(data, backlog, watching.Token);
        var checkpoints = await CheckpointsAsync(data, cancellation);
        var (sent, took) = await SendAsync(client, data, 2, Seconds, requests, due, upkeep: true, cancellation);
        var drained = await WaitForDrainAsync(data, cancellation);
        await watching.CancelAsync();
        await watch;
        var (host, database, load) = cpu.Seconds;
        checkpoints = await CheckpointsAsync(data, cancellation) - checkpoints;
        var candidates = await CandidateDelaysAsync(data, due, heard, cancellation);

        Table.Header("figure", "value");
        Table.Row("posts on the table before", $"{Preloaded:N0}, and {WarmUp} s of the same load to warm up");
        Table.Row("posts sent (10 % duplicates) in", $"{sent:N0} in {took.TotalSeconds:0} s, {sent / took.TotalSeconds:N0}/s");
        Table.Row("checkpoints and vacuums meanwhile", $"{checkpoints} and 2, beside autovacuum");
        Table.Row("request, p50 / p99", requests.Summary);
        Table.Row("age of the oldest unscored post, p50 / p99 / at the end", $"{backlog.Summary} / {drained.TotalSeconds:0.0} s to drain");
        Table.Row("probe due → candidate heard, p50 / p99", $"{candidates.Summary} ({candidates.Count} of {due.Count} probes)");
        var first = await CandidateDelaysAsync(data, cold, heard, cancellation);
        Table.Row("the same in the first minute after a cold start", $"{first.Summary} ({first.Count} of {cold.Count} probes)");
        Table.Row("CPU a post: host, database, load generator", string.Create(CultureInfo.InvariantCulture,
            $"{host / sent * 1e6:0} + {database / sent * 1e6:0} + {load / sent * 1e6:0} µs = {(host + database + load) / took.TotalSeconds:0.00} of {Environment.ProcessorCount} cores"));
    }

    static async Task PreloadAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        // As old as a week, so that the load meets an index that is warm at its end and cold elsewhere.
        await using var fill = data.CreateCommand($"""
            insert into posts (platform_id, created_at, id, account_id, text, language, client, mentions, hashtags, urls)
            select (select min(id) from platforms), now() - interval '7 days' + (i::float8 / {Preloaded}) * interval '6 days 23 hours',
                   md5(i::text), md5((i % 100000)::text), repeat(md5((i * 7)::text) || ' ', 4), 'en', 'web', array[]::text[], array[]::text[], array[]::text[]
            from generate_series(1, {Preloaded}) i
            """);
        await fill.ExecuteNonQueryAsync(cancellation);
        await using var analyze = data.CreateCommand("analyze posts");
        await analyze.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<(long Sent, TimeSpan Took)> SendAsync(HttpClient client, NpgsqlDataSource data, int part, int seconds, Latencies requests,
        ConcurrentDictionary<string, long> due, bool upkeep, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var generator = new LoadGenerator(new LoadOptions { Seed = 77 + (ulong)part, Start = now.AddSeconds(-1), Rate = Rate, Suspicious = 0.002 });
        var clock = Stopwatch.StartNew();
        var open = new ConcurrentDictionary<Task, bool>();
        var batches = (long)Rate * seconds / Batch;
        var interval = TimeSpan.FromSeconds((double)Batch / Rate);
        var probes = 0L;
        Task? vacuum = null;
        for (var i = 0L; i < batches; i++)
        {
            var at = interval * i;
            if (at - clock.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellation);
            Track(PostAsync(client, "posts", generator.Posts(Batch), at, clock, requests, cancellation));
            while (probes < at.TotalSeconds * ProbesPerSecond)
            {
                var account = $"probe-{part}-{probes++}";
                due[account] = Stopwatch.GetTimestamp();
                Track(PostAsync(client, "posts", Probe(account, now + at), at, clock, requests, cancellation));
            }
            // The aim counts with vacuum inside. Checkpoints come by themselves as the log grows, and are counted.
            if (upkeep && vacuum is null && at.TotalSeconds >= seconds / 2.0)
                vacuum = UpkeepAsync(data, cancellation);
        }
        await Task.WhenAll(open.Keys);
        await (vacuum ?? Task.CompletedTask);
        return (batches * Batch, clock.Elapsed);

        void Track(Task task)
        {
            open.TryAdd(task, true);
            _ = task.ContinueWith(t => open.TryRemove(t, out var _), cancellation, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    static async Task<long> CheckpointsAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(connection.PostgreSqlVersion.Major >= 17
            ? "select num_timed + num_requested from pg_stat_checkpointer" : "select checkpoints_timed + checkpoints_req from pg_stat_bgwriter", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task UpkeepAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        foreach (var statement in (string[])["vacuum (analyze) account_scores", "vacuum post_chunks"])
        {
            await using var command = data.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    static async Task PostAsync(HttpClient client, string kind, byte[] body, TimeSpan at, Stopwatch clock, Latencies latencies, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.PostAsync(new Uri($"/api/v1/{kind}", UriKind.Relative), content, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        var late = clock.Elapsed - at;
        latencies.Add(late.TotalMilliseconds);
        if (late > TimeSpan.FromSeconds(1) && Interlocked.Exchange(ref _lateSecond, (long)at.TotalSeconds) != (long)at.TotalSeconds)
            await Console.Error.WriteLineAsync($"second {at.TotalSeconds:0}: a request took {late.TotalSeconds:0.0} s");
    }

    /// <summary>Six posts in one's own voice, each with other words of the bank. No app: one that carries the same words for many would speak for them.</summary>
    static byte[] Probe(string account, DateTimeOffset at)
    {
        var terms = DemoPolicies.Terms.Where(t => t.Policy == DemoPolicies.ViolentExtremism && t.Kind == DemoTermKind.Phrase).ToList();
        var body = new StringBuilder();
        for (var i = 0; i < 6; i++)
            body.Append(JsonSerializer.Serialize(new
            {
                id = $"{account}-{i}", account_id = account, created_at = at.AddMilliseconds(i),
                text = $"{terms[i].Value}, {terms[i + 6].Value}, we go on, join us at the river {i}", language = "en",
            })).Append('\n');
        return Encoding.UTF8.GetBytes(body.ToString());
    }

    static async Task WatchAgeAsync(NpgsqlDataSource data, Latencies ages, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await tick.WaitForNextTickAsync(cancellation))
            {
                await using var command = data.CreateCommand("select coalesce(extract(epoch from now() - min(received_at)) * 1000, 0)::float8 from post_chunks");
                ages.Add((double)(await command.ExecuteScalarAsync(cancellation))!);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    static async Task<TimeSpan> WaitForDrainAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (clock.Elapsed < TimeSpan.FromMinutes(5))
        {
            await using var command = data.CreateCommand("select count(*) from post_chunks");
            if ((long)(await command.ExecuteScalarAsync(cancellation))! == 0)
                break;
            await tick.WaitForNextTickAsync(cancellation);
        }
        return clock.Elapsed;
    }

    static async Task<Latencies> CandidateDelaysAsync(NpgsqlDataSource data, ConcurrentDictionary<string, long> due,
        ConcurrentDictionary<Guid, long> heard, CancellationToken cancellation)
    {
        // The last ones may still be on their way; those that are not heard at all are not waited for.
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var tries = 0; tries < 20 && heard.Count < due.Count; tries++)
            await tick.WaitForNextTickAsync(cancellation);
        var delays = new Latencies();
        await using var command = data.CreateCommand("select id, account_id from cases where account_id like 'probe-%'");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (heard.TryGetValue(reader.GetGuid(0), out var at) && due.TryGetValue(reader.GetString(1), out var from))
                delays.Add(Stopwatch.GetElapsedTime(from, at).TotalMilliseconds);
        return delays;
    }

    static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
