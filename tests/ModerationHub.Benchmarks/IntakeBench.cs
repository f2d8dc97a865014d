using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using ModerationHub.Harness;
using ModerationHub.Features.Demo;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Benchmarks;

/// <summary>Rows a second from the client's request to the commit, with random ids and 10 % duplicates; scoring is switched off.</summary>
public static class IntakeBench
{
    const int Rows = 400_000;
    const int Batch = 1_000;
    const int Connections = 2;
    const int Repeats = 3;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation, ("Drains__scoring", "0"));
        await using var nothing = await NothingEndpoint.StartAsync(cancellation);
        using var client = hub.Client();
        using var bare = new HttpClient { BaseAddress = nothing.Address };
        var over = new List<double>();
        var parse = new List<double>();
        var copy = new List<double>();
        // Interleaved, so that what else the machine does meets all three alike; the first round warms up.
        for (var round = 0; round <= Repeats; round++)
        {
            var bodies = Bodies((ulong)(round + 1));
            var hubRate = await PostAsync(client, bodies, cancellation);
            var bareRate = await PostAsync(bare, bodies, cancellation);
            var copyRate = await CopyAsync(hub.OwnerConnectionString, bodies, cancellation);
            if (round == 0)
                continue;
            over.Add(hubRate);
            parse.Add(bareRate);
            copy.Add(copyRate);
        }
        var (o, p, c) = (Median(over), Median(parse), Median(copy));
        Table.Header("way", "rows/s (median of 3)", "ratio to bare COPY", "ratio to do-nothing endpoint");
        Table.Row("POST /api/v1/posts: committed, deduplicated, chunked", $"{o:N0}", $"{o / c:0.00}", $"{o / p:0.00}");
        Table.Row("endpoint that parses the same body and does nothing", $"{p:N0}", $"{p / c:0.00}", "1");
        Table.Row("bare COPY into a table with the same columns and indexes", $"{c:N0}", "1", $"{c / p:0.00}");
    }

    static byte[][] Bodies(ulong seed)
    {
        var generator = new LoadGenerator(new LoadOptions { Seed = seed, Start = TimeProvider.System.GetUtcNow().AddHours(-1), Suspicious = 0 });
        return [.. Enumerable.Range(0, Rows / Batch).Select(_ => generator.Posts(Batch))];
    }

    static async Task<double> PostAsync(HttpClient client, byte[][] bodies, CancellationToken cancellation)
    {
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < bodies.Length)
            {
                using var content = new ByteArrayContent(bodies[i]);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var answer = await client.PostAsync("/api/v1/posts", content, cancellation);
                answer.EnsureSuccessStatusCode();
            }
        }));
        return Rows / clock.Elapsed.TotalSeconds;
    }

    static async Task<double> CopyAsync(string connectionString, byte[][] bodies, CancellationToken cancellation)
    {
        var rows = bodies.SelectMany(Parsed).ToList();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using (var make = new NpgsqlCommand("""
            drop table if exists bench_posts;
            create table bench_posts (platform_id int, created_at timestamptz, id text, account_id text, text text, language text, client text);
            create index on bench_posts (platform_id, created_at, id);
            create index on bench_posts (platform_id, account_id, created_at);
            """, connection))
            await make.ExecuteNonQueryAsync(cancellation);
        var clock = Stopwatch.StartNew();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy bench_posts (platform_id, created_at, id, account_id, text, language, client) from stdin binary", cancellation))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(1, NpgsqlDbType.Integer, cancellation);
                await copy.WriteAsync(row.CreatedAt, NpgsqlDbType.TimestampTz, cancellation);
                await copy.WriteAsync(row.Id, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(row.AccountId, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(row.Text, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(row.Language, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(row.Client, NpgsqlDbType.Text, cancellation);
            }
            await copy.CompleteAsync(cancellation);
        }
        return rows.Count / clock.Elapsed.TotalSeconds;
    }

    internal static IEnumerable<BenchPost> Parsed(byte[] body)
    {
        using var lines = new StreamReader(new MemoryStream(body));
        while (lines.ReadLine() is { Length: > 0 } line)
            yield return JsonSerializer.Deserialize(line, BenchJson.Default.BenchPost)!;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
