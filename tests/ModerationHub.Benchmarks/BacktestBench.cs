using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModerationHub.Features.Demo;
using ModerationHub.Harness;
using Npgsql;

namespace ModerationHub.Benchmarks;

/// <summary>A draft with one new term over stored posts of four languages, ordered as the console orders it and run by the program's own drain.</summary>
public static class BacktestBench
{
    const int Texts = 19_997;
    static readonly int[] Sizes = [.. new[] { 100_000, 1_000_000, 10_000_000 }.Where(size => size <= Most)];
    static int Most => int.TryParse(Environment.GetEnvironmentVariable("HUB_BENCH_POSTS"), CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation, ("Drains__scoring", "0"));
        await using var data = NpgsqlDataSource.Create(hub.OwnerConnectionString);
        await TextsAsync(data, cancellation);
        Table.Header("posts stored", "posts read", "backtest", "µs a post", "ordered → result");
        var stored = 0;
        for (var i = 0; i < Sizes.Length; i++)
        {
            await PostsAsync(data, stored, Sizes[i], cancellation);
            stored = Sizes[i];
            for (var round = 0; round < 2; round++)
            {
                var (posts, seconds, waited, added) = await BacktestAsync(data, i * 2 + round, cancellation);
                if (round == 1)
                    Table.Row($"{stored:N0}", $"{posts:N0}", string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s, {added} candidates added"),
                        string.Create(CultureInfo.InvariantCulture, $"{seconds / stored * 1e6:0.0}"), string.Create(CultureInfo.InvariantCulture, $"{waited.TotalSeconds:0.0} s"));
            }
        }
    }

    static async Task TextsAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        await ExecuteAsync(data, "create table bench_texts (n int primary key, text text not null, language text)", cancellation);
        var generator = new LoadGenerator(new LoadOptions { Seed = 5, Start = TimeProvider.System.GetUtcNow(), Rate = 1_000, Suspicious = 0.01 });
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync("copy bench_texts (n, text, language) from stdin (format binary)", cancellation);
        var n = 0;
        while (n < Texts)
            foreach (var line in System.Text.Encoding.UTF8.GetString(generator.Posts(1_000)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (n == Texts)
                    break;
                using var post = JsonDocument.Parse(line);
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(n++, cancellation);
                await copy.WriteAsync(post.RootElement.GetProperty("text").GetString(), cancellation);
                await copy.WriteAsync(post.RootElement.TryGetProperty("language", out var language) ? language.GetString() : null, cancellation);
            }
        await copy.CompleteAsync(cancellation);
    }

    // One post in a thousand uses the new words; one in a hundred carries a stored signal of the live terms; one account in a hundred has a risk.
    static async Task PostsAsync(NpgsqlDataSource data, int from, int to, CancellationToken cancellation)
    {
        await ExecuteAsync(data, $"""
            insert into posts (platform_id, created_at, id, account_id, text, language, client, mentions, hashtags, urls)
            select (select min(id) from platforms), now() - interval '60 days' + (i::float8 / {Sizes[^1]}) * interval '59 days', 'b' || i, 'bench-' || i % 50000,
                case when i % 1000 = 7 then 'The lantern walks north, ' || t.text else t.text || ' ' || i end, t.language, 'web', array[]::text[], array[]::text[], array[]::text[]
            from generate_series({from + 1}, {to}) i join bench_texts t on t.n = i % {Texts} order by i;
            insert into post_signals (platform_id, post_created_at, post_id, detector, policy_key, account_id, strength, confidence, evidence, spans)
            select platform_id, created_at, id, 'terms', 'violent-extremism', account_id, 0.7, 1, 'Uses a term.', array[]::int[]
            from posts where id like 'b%' and substr(id, 2)::int % 100 = 3 on conflict do nothing;
            insert into accounts (platform_id, id, bucket, handle, state, age_band, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at)
            select (select min(id) from platforms), 'bench-' || i, 0, 'bench-' || i, 'active', 'unknown', array[]::text[], array[]::text[], false, now(), now()
            from generate_series(0, 49999) i on conflict do nothing;
            insert into account_scores (platform_id, account_id, bucket, features, risk, scored_posts, evidence_count, updated_at)
            select (select min(id) from platforms), 'bench-' || i, 0, convert_to(jsonb_build_object('n', {to / 50_000})::text, 'UTF8'), case when i % 100 = 0 then 0.2 else 0.02 end, 20, 0, now()
            from generate_series(0, 49999) i on conflict (platform_id, account_id) do update set features = excluded.features;
            """, cancellation);
        foreach (var table in (string[])["posts", "post_signals", "account_scores"])
            await ExecuteAsync(data, $"vacuum analyze {table}", cancellation);
    }

    static async Task<(long Posts, double Seconds, TimeSpan Waited, int Added)> BacktestAsync(NpgsqlDataSource data, int run, CancellationToken cancellation)
    {
        var version = 2 + run;
        await ExecuteAsync(data, $"""
            update policy_versions set state = 'withdrawn' where state = 'draft';
            insert into banks (platform_id, id, name, kind, created_at) select platform_id, 'violent-extremism.v{version}', name, kind, now() from banks where id = 'violent-extremism';
            insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life)
            select platform_id, 'violent-extremism.v{version}', id, text, kind, language, weight, threat_to_life from bank_terms where bank_id = 'violent-extremism'
            union all select min(id), 'violent-extremism.v{version}', gen_random_uuid(), 'the lantern walks north', 'phrase', 'en', 0.9, false from platforms;
            insert into policy_versions (platform_id, policy_key, version, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, bank_ids, risk_parameters, state, editors)
            select platform_id, policy_key, {version}, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, array['violent-extremism.v{version}'], risk_parameters, 'draft', array[]::uuid[]
            from policy_versions where policy_key = 'violent-extremism' and version = 1;
            insert into backtests (platform_id, id, policy_key, version, live_version, requested_by, requested_at, state, attempts, cancel_requested, progress, posts)
            select min(id), gen_random_uuid(), 'violent-extremism', {version}, 1, 'bench', now(), 'waiting', 0, false, 0, 0 from platforms;
            """, cancellation);
        var from = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            await using var ask = data.CreateCommand($"select state, posts, coalesce((result->>'seconds')::float8, 0), coalesce(jsonb_array_length(result->'added'), 0), error from backtests where version = {version}");
            await using var row = await ask.ExecuteReaderAsync(cancellation);
            await row.ReadAsync(cancellation);
            if (row.GetString(0) == "done")
                return (row.GetInt64(1), row.GetDouble(2), Stopwatch.GetElapsedTime(from), row.GetInt32(3));
            if (row.GetString(0) is not ("waiting" or "running"))
                throw new InvalidOperationException(row.GetString(4));
            await tick.WaitForNextTickAsync(cancellation);
        }
    }

    static async Task ExecuteAsync(NpgsqlDataSource data, string sql, CancellationToken cancellation)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
