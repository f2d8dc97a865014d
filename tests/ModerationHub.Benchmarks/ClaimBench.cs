using System.Collections.Concurrent;
using System.Diagnostics;
using ModerationHub.Harness;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Benchmarks;

/// <summary>Claim next as the console does it (queues, timeline, record of the read, live event) against the bare statement.</summary>
public static class ClaimBench
{
    const int Cases = 1_000_000;
    const int Claimers = 50;
    const int ClaimsEach = 200;
    const int Rounds = 3;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using var hub = await HubProcess.StartAsync(cancellation);
        await using var data = NpgsqlDataSource.Create(hub.OwnerConnectionString);
        var platform = await FillAsync(data, cancellation);
        await using var services = Services(new NpgsqlConnectionStringBuilder(hub.OwnerConnectionString) { Username = HubData.RuntimeRole }.ConnectionString);
        var runner = services.GetRequiredService<OperationRunner>();
        var bare = new Latencies();
        var console = new Latencies();
        var taken = new ConcurrentDictionary<Guid, int>();
        for (var round = 0; round <= Rounds; round++)
        {
            await MeasureAsync(round == 0 ? new Latencies() : bare, (user, token) => BareAsync(data, platform, user, token), taken, cancellation);
            await MeasureAsync(round == 0 ? new Latencies() : console, async (user, token) =>
                (await runner.RunAsync<ClaimNext, ClaimedCase?>(Reviewer(platform, user), (handler, t) => handler.HandleAsync(new(), t), token))?.CaseId,
                taken, cancellation);
        }
        Table.Header("way", "p50", "p99", "ratio at p99");
        Table.Row("bare UPDATE … SKIP LOCKED, 50 claimers, 1,000,000 open cases", $"{bare.At(50):0.0} ms", $"{bare.At(99):0.0} ms", "1");
        Table.Row("claim next as the console does it", $"{console.At(50):0.0} ms", $"{console.At(99):0.0} ms", $"{console.At(99) / bare.At(99):0.00}");
        Console.WriteLine($"{taken.Count:N0} cases claimed, {taken.Values.Count(n => n > 1)} of them twice");
    }

    static async Task MeasureAsync(Latencies latencies, Func<Guid, CancellationToken, Task<Guid?>> claim, ConcurrentDictionary<Guid, int> taken, CancellationToken cancellation) =>
        await Task.WhenAll(Enumerable.Range(0, Claimers).Select(async i =>
        {
            var user = new Guid(i + 1, 0, 0, new byte[8]);
            for (var n = 0; n < ClaimsEach; n++)
            {
                var from = Stopwatch.GetTimestamp();
                var got = await claim(user, cancellation) ?? throw new InvalidOperationException("No case was left.");
                latencies.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                taken.AddOrUpdate(got, 1, (_, times) => times + 1);
            }
        }));

    static async Task<Guid?> BareAsync(NpgsqlDataSource data, int platform, Guid user, CancellationToken cancellation)
    {
        await using var command = data.CreateCommand("""
            update cases set state = 'claimed', claimed_by = $2, claimed_until = now() + interval '5 minutes', changed_at = now()
            where platform_id = $1 and id = (
                select id from cases where platform_id = $1 and queue_id = 'bench' and state in ('open', 'escalated')
                order by band desc, rank desc, id desc limit 1 for update skip locked)
            returning id
            """);
        command.Parameters.Add(new() { Value = platform });
        command.Parameters.Add(new() { Value = user });
        return (Guid?)await command.ExecuteScalarAsync(cancellation);
    }

    static async Task<int> FillAsync(NpgsqlDataSource data, CancellationToken cancellation)
    {
        await using var fill = data.CreateCommand($"""
            delete from queues q where not exists (select 1 from cases c where c.queue_id = q.id);
            insert into queues (platform_id, id, name, kind, languages, position) select min(id), 'bench', 'bench', 'ordinary', array[]::text[], 0 from platforms;
            insert into accounts (platform_id, id, bucket, state, age_band, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at)
            select (select min(id) from platforms), 'bench-' || i, 0, 'active', 'unknown', array[]::text[], array[]::text[], false, now(), now()
            from generate_series(1, {Cases}) i;
            insert into cases (platform_id, id, account_id, queue_id, state, lane, band, rank, priority, policy_key, policy_version, risk, explanation,
                opened_at, evidence_count, times_reopened, changed_at)
            select v.platform_id, gen_random_uuid(), 'bench-' || i, 'bench', 'open', 'ordinary', 0, random() * 10, jsonb_build_object(), v.policy_key, v.version, 0.9, jsonb_build_array(),
                now(), 1, 0, now()
            from generate_series(1, {Cases}) i, (select platform_id, policy_key, version from policy_versions limit 1) v;
            """);
        fill.CommandTimeout = 600;
        await fill.ExecuteNonQueryAsync(cancellation);
        foreach (var table in (string[])["cases", "accounts"])
        {
            await using var vacuum = data.CreateCommand($"vacuum analyze {table}");
            await vacuum.ExecuteNonQueryAsync(cancellation);
        }
        await using var ask = data.CreateCommand("select min(id) from platforms");
        return (int)(await ask.ExecuteScalarAsync(cancellation))!;
    }

    static ServiceProvider Services(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHubData(connectionString);
        services.AddAudit();
        services.AddSingleton<LiveFeed>();
        services.AddCases();
        services.AddTriage();
        return services.BuildServiceProvider();
    }

    static Actor Reviewer(int platform, Guid user) =>
        new(user, $"reviewer {user}"[..14], platform, Permissions.Of(Role.Lead).ToHashSet()) { Role = Role.Lead };
}
