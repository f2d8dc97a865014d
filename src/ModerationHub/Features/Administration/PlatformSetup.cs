using System.Security.Cryptography;
using System.Text;
using ModerationHub.Data;
using ModerationHub.Domain.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Administration;

/// <param name="Id">Leads every key of the platform's rows.</param>
/// <param name="RetentionDays">Days after which posts leave; null keeps them.</param>
public sealed record PlatformSeed(int Id, string Key, string Name, int? RetentionDays)
{
    public IReadOnlyList<QueueSeed> Queues { get; init; } = PlatformSetupSeeds.Queues;
    public IReadOnlyList<PolicySeed> Policies { get; init; } = PlatformSetupSeeds.Policies();
}

/// <summary>
/// Makes a platform with everything that its first post needs: audit chain, scoring shards, queues, live policies. Whatever is
/// there already stays as it is, so it may run at every start and on two hosts at once.
/// </summary>
public sealed class PlatformSetup(NpgsqlDataSource database, TimeProvider time)
{
    public Task EnsureAsync(int id, string key, string name, CancellationToken cancellation) =>
        EnsureAsync(new PlatformSeed(id, key, name, Domain.Platforms.Platform.DefaultRetentionDays), cancellation);

    /// <summary>A hub without any platform gets its first.</summary>
    public async Task EnsureFirstAsync(CancellationToken cancellation)
    {
        await using var any = database.CreateCommand("select exists (select from platforms)");
        if (!(bool)(await any.ExecuteScalarAsync(cancellation))!)
            await EnsureAsync(1, "main", "Main platform", cancellation);
    }

    /// <summary>The number of the platform with that key: its own, or the next free one.</summary>
    public async Task<int> IdForAsync(string key, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select coalesce((select id from platforms where key = $1), (select coalesce(max(id), 0) + 1 from platforms))");
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task EnsureAsync(PlatformSeed seed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(seed.Id, cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Always in this order: of two hosts the second waits for the first at the platform's row and finds all of it made.
        Add(batch, """
            insert into platforms (id, key, name, created_at, post_retention_days, backlog_limit, last_decision_number, enforcement_alarm_minutes)
            values ($1, $2, $3, $4, $5, 2000000, 0, 30) on conflict (id) do nothing
            """, seed.Id, seed.Key, seed.Name, time.GetUtcNow(), (object?)seed.RetentionDays ?? DBNull.Value);
        Add(batch, "insert into audit_heads (platform_id, seq, hash) values ($1, 0, $2) on conflict do nothing", seed.Id, new byte[32]);
        Add(batch, $"insert into scoring_shards (platform_id, shard) select $1, generate_series(0, {ScoringShard.Count - 1}) on conflict do nothing", seed.Id);
        foreach (var queue in seed.Queues)
            Add(batch, "insert into queues (platform_id, id, name, kind, policy_key, languages, position) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
                seed.Id, queue.Id, queue.Name, SnakeCase.Of(queue.Kind), (object?)queue.PolicyKey ?? DBNull.Value, queue.Languages, queue.Position);
        for (var i = 0; i < seed.Policies.Count; i++)
            AddPolicy(batch, seed.Id, seed.Policies[i], i);
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    void AddPolicy(NpgsqlBatch batch, int platformId, PolicySeed policy, int position)
    {
        var now = time.GetUtcNow();
        Add(batch, "insert into policies (platform_id, key, name, severity, position) values ($1, $2, $3, $4, $5) on conflict do nothing",
            platformId, policy.Key, policy.Name, (short)policy.Severity, position);
        Add(batch, "insert into banks (platform_id, id, name, kind, created_at) values ($1, $2, $3, 'terms', $4) on conflict do nothing",
            platformId, policy.BankId, policy.Name, now);
        foreach (var term in policy.Terms)
            Add(batch, """
                insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life)
                select $1, $2, $3, $4, $5, $6, $7, $8
                where not exists (select from policy_versions where platform_id = $1 and policy_key = $9) on conflict do nothing
                """, platformId, policy.BankId, TermId(policy.BankId, term), term.Text, SnakeCase.Of(term.Kind), (object?)term.Language ?? DBNull.Value,
                term.Weight, term.ThreatToLife, policy.Key);
        // The version last: once it is there, the team's changes to its bank are not ours to repair.
        Add(batch, """
            insert into policy_versions (platform_id, policy_key, version, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions,
                target_minutes, bank_ids, risk_parameters, state, published_at, severity, strikes, strike_days)
            values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, 'live', $12, $13, $14, $15) on conflict do nothing
            """, platformId, policy.Key, policy.Text, policy.Examples.ToArray(), policy.EdgeCases.ToArray(), policy.Threshold, policy.EnoughExhibits,
            policy.Actions.Select(a => a.ToString()).ToArray(), policy.TargetMinutes, new[] { policy.BankId }, policy.RiskParametersJson(), now, (short)policy.Severity, policy.Strikes, policy.StrikeDays);
    }

    // The same term has the same id on every host and in every run.
    static Guid TermId(string bank, TermSeed term) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{bank}\n{term.Kind}\n{term.Text}")).AsSpan(0, 16));

    static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
