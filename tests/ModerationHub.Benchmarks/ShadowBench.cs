using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Scoring;
using ModerationHub.Harness;
using Npgsql;

namespace ModerationHub.Benchmarks;

/// <summary>What scoring gets through with one version in shadow and with none, turn by turn in one run: a draft with one new term, posts committed at once, until the drains have scored them.</summary>
public static class ShadowBench
{
    const int Posts = 60_000;
    const int Accounts = 3_000;
    const int Rounds = 4;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation);
        await using var data = NpgsqlDataSource.Create(hub.OwnerConnectionString);
        await TextsAsync(data, cancellation);
        await ExecuteAsync(data, Draft, cancellation);
        var (none, one) = (0.0, 0.0);
        for (var round = 0; round <= Rounds; round++)
            foreach (var shadow in (bool[])[false, true])
            {
                await ExecuteAsync(data, $"update policy_shadows set state = '{(shadow ? "running" : "stopped")}'", cancellation);
                await Task.Delay(PlatformContexts.Settled, cancellation);
                var perSecond = await ScoreAsync(data, $"{round}-{shadow}", cancellation);
                // The first turn compiles the program and meets every account for the first time.
                if (round > 0)
                    (none, one) = shadow ? (none, Math.Max(one, perSecond)) : (Math.Max(none, perSecond), one);
            }
        Table.Header("versions in shadow", "posts/s, best of " + Rounds, "ratio");
        Table.Row("none", $"{none:N0}", "1");
        Table.Row("one", $"{one:N0}", string.Create(CultureInfo.InvariantCulture, $"{one / none:0.00}"));
    }

    static async Task<double> ScoreAsync(NpgsqlDataSource data, string round, CancellationToken cancellation)
    {
        await ExecuteAsync(data, $"""
            create table bench_round as select g.n, 's{round}-' || g.n as id, now() - interval '1 minute' + g.n * interval '1 millisecond' as created_at, a.id as account, a.bucket, t.text, t.language
            from generate_series(1, {Posts}) as g(n) join bench_accounts a on a.n = g.n % {Accounts} join bench_texts t on t.n = g.n % (select count(*) from bench_texts);
            insert into posts (platform_id, created_at, id, account_id, text, language, client, mentions, hashtags, urls)
            select (select min(id) from platforms), created_at, id, account, case when n % 500 = 7 then 'The lantern walks north, ' || text else text || ' ' || id end, language, 'web',
                array[]::text[], array[]::text[], array[]::text[] from bench_round;
            """, cancellation);
        await ExecuteAsync(data, """
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select (select min(id) from platforms), bucket, gen_random_uuid(), 'posts', array_agg(created_at order by n), array_agg(id order by n), array[]::text[], count(*), now()
            from (select *, row_number() over (partition by bucket order by n) / 100 as part from bench_round) r group by bucket, part;
            drop table bench_round;
            """, cancellation);
        var from = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await tick.WaitForNextTickAsync(cancellation))
        {
            await using var ask = data.CreateCommand("select exists (select from post_chunks)");
            if (await ask.ExecuteScalarAsync(cancellation) is false)
                break;
        }
        return Posts / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }

    const string Draft = """
        insert into banks (platform_id, id, name, kind, created_at) select platform_id, 'violent-extremism.v2', name, kind, now() from banks where id = 'violent-extremism';
        insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life)
        select platform_id, 'violent-extremism.v2', id, text, kind, language, weight, threat_to_life from bank_terms where bank_id = 'violent-extremism'
        union all select min(id), 'violent-extremism.v2', gen_random_uuid(), 'the lantern walks north', 'phrase', 'en', 0.9, false from platforms;
        insert into policy_versions (platform_id, policy_key, version, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, bank_ids, risk_parameters, state, editors)
        select platform_id, policy_key, 2, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, array['violent-extremism.v2'], risk_parameters, 'draft', array[]::uuid[]
        from policy_versions where policy_key = 'violent-extremism' and version = 1;
        insert into policy_shadows (platform_id, id, policy_key, version, state, started_by, started_at, ends_at)
        select min(id), gen_random_uuid(), 'violent-extremism', 2, 'stopped', 'bench', now(), now() + interval '7 days' from platforms;
        """;

    static async Task TextsAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        await ExecuteAsync(data, "create table bench_texts (n int primary key, text text not null, language text); create table bench_accounts (n int primary key, id text not null, bucket smallint not null)", cancellation);
        var generator = new LoadGenerator(new LoadOptions { Seed = 5, Start = TimeProvider.System.GetUtcNow(), Rate = 1_000, Suspicious = 0.01 });
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("copy bench_texts (n, text, language) from stdin (format binary)", cancellation))
        {
            var n = 0;
            for (var batch = 0; batch < 20; batch++)
                foreach (var line in System.Text.Encoding.UTF8.GetString(generator.Posts(1_000)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    using var post = JsonDocument.Parse(line);
                    await copy.StartRowAsync(cancellation);
                    await copy.WriteAsync(n++, cancellation);
                    await copy.WriteAsync(post.RootElement.GetProperty("text").GetString(), cancellation);
                    await copy.WriteAsync(post.RootElement.TryGetProperty("language", out var language) ? language.GetString() : null, cancellation);
                }
            await copy.CompleteAsync(cancellation);
        }
        await using (var copy = await connection.BeginBinaryImportAsync("copy bench_accounts (n, id, bucket) from stdin (format binary)", cancellation))
        {
            for (var n = 0; n < Accounts; n++)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(n, cancellation);
                await copy.WriteAsync($"shadow-{n}", cancellation);
                await copy.WriteAsync(AccountBucket.Of($"shadow-{n}"), cancellation);
            }
            await copy.CompleteAsync(cancellation);
        }
        await ExecuteAsync(data, """
            insert into accounts (platform_id, id, bucket, handle, state, age_band, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at)
            select (select min(id) from platforms), id, bucket, id, 'active', 'unknown', array[]::text[], array[]::text[], false, now(), now() from bench_accounts
            """, cancellation);
    }

    static async Task ExecuteAsync(NpgsqlDataSource data, string sql, CancellationToken cancellation)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
