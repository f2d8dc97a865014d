using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Recounts;

/// <summary>A post that uses terms for which nobody looked before.</summary>
public readonly record struct NamedPost(DateTime At, string Id);

/// <summary>A recount that this runner works on. The lease runs out by the database's clock; the next one goes on behind the last account handed over.</summary>
public sealed record RecountLease(int PlatformId, Guid Id, Guid Runner, string PolicyKey, int Version, int? Before, Guid? TermId, string LastAccount, bool AmongOthers)
{
    /// <summary>Left by what the policy's banks of links and images have learned.</summary>
    public bool IsOfBanks => TermId is null && Before == Version;

    /// <summary>Left by the archiving of the policy.</summary>
    public bool IsOfArchive => Before == Recount.Nothing;

    /// <summary>What it searches with is what all that were left for the same banks are for; once it has handed something over, later ones are on their own.</summary>
    public bool StandsForOthers => IsOfBanks && LastAccount.Length == 0;

    // Whoever holds it and goes away leaves its name: what takes down every host that tries it is given up as well.
    const string Take = """
        with lost as (
            update policy_recounts set given_up_at = now(), error = coalesce(error, 'The host that looked went away each time.')
            where finished_at is null and given_up_at is null and runner is not null and lease_until < now() and attempts + 1 >= $3
            returning platform_id, id)
        update policy_recounts r set runner = $1, lease_until = now() + interval '2 minutes', attempts = attempts + (r.runner is not null)::int
        from (select platform_id, id from policy_recounts
              where finished_at is null and given_up_at is null and due_at <= $2 and (lease_until is null or lease_until < now())
                  and (platform_id, id) not in (select platform_id, id from lost)
              order by lease_until nulls first, due_at limit 1 for update skip locked) next
        where r.platform_id = next.platform_id and r.id = next.id
        returning r.platform_id, r.id, r.policy_key, r.version, r.before, r.term_id, coalesce(r.last_account, ''), r.among_others and r.last_account is not null
        """;

    // Those of the same banks that are due as well and that nobody has begun: this one reads what they were left for.
    // What is done is of no use after a day, and a source that sends all day leaves many.
    const string Spare = """
        with old as (
            delete from policy_recounts where platform_id = $1 and policy_key = $2 and before = version and term_id is null and finished_at < now() - interval '1 day')
        update policy_recounts set finished_at = now()
        where platform_id = $1 and policy_key = $2 and version = $3 and before = version and term_id is null and id <> $4
            and finished_at is null and given_up_at is null and runner is null and last_account is null and due_at <= $5
        """;

    const string Renew = """
        update policy_recounts set lease_until = now() + interval '2 minutes', last_account = coalesce($4, last_account), among_others = among_others or $7, accounts = accounts + $5, attempts = case when $5 > 0 then 0 else attempts end,
            finished_at = case when $6 then now() end
        where platform_id = $1 and id = $2 and runner = $3 and finished_at is null
        """;

    const string Fail = """
        update policy_recounts set runner = null, lease_until = now() + interval '1 hour', attempts = attempts + 1, error = $4, given_up_at = case when attempts + 1 >= $5 then now() end
        where platform_id = $1 and id = $2 and runner = $3 and finished_at is null
        returning given_up_at is not null
        """;

    const string LetGo = """
        update policy_recounts set runner = null, lease_until = now() + interval '1 minute' where platform_id = $1 and id = $2 and runner = $3 and finished_at is null
        """;

    const string Backlog = "select coalesce(sum(rows), 0)::bigint from post_chunks where platform_id = $1";

    public static async Task<RecountLease?> TakeAsync(NpgsqlDataSource database, Guid runner, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        RecountLease? lease = null;
        await using (var take = new NpgsqlCommand(Take, connection, transaction) { Parameters = { Param.Of(runner), Param.Of(now.UtcDateTime), Param.Of(Recount.MostAttempts) } })
        await using (var r = await take.ExecuteReaderAsync(cancellation))
            if (await r.ReadAsync(cancellation))
                lease = new RecountLease(r.GetInt32(0), r.GetGuid(1), runner, r.GetString(2), r.GetInt32(3), r.IsDBNull(4) ? null : r.GetInt32(4), r.IsDBNull(5) ? null : r.GetGuid(5), r.GetString(6), r.GetBoolean(7));
        if (lease is { StandsForOthers: true })
        {
            await using var spare = new NpgsqlCommand(Spare, connection, transaction)
            {
                Parameters = { Param.Of(lease.PlatformId), Param.Of(lease.PolicyKey), Param.Of(lease.Version), Param.Of(lease.Id), Param.Of(now.UtcDateTime) },
            };
            await spare.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return lease;
    }

    /// <returns>Whether the recount is still this runner's.</returns>
    public async Task<bool> BeatAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(PlatformId, cancellation);
        var held = await RenewAsync(transaction, null, 0, false, cancellation);
        await transaction.CommitAsync(cancellation);
        return held;
    }

    /// <summary>What failed is tried again later, not at once; it may fail for the same reason, and after a few times it is given up.</summary>
    /// <returns>Whether it was given up.</returns>
    public async Task<bool> FailAsync(NpgsqlDataSource database, string error) => await ExecuteAsync(database, Fail, Param.Of(error), Param.Of(Recount.MostAttempts)) is true;

    /// <summary>Leaves it to whoever comes next, in a minute.</summary>
    public Task LetGoAsync(NpgsqlDataSource database) => ExecuteAsync(database, LetGo);

    async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginAsync(PlatformId, CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { Param.Of(PlatformId), Param.Of(Id), Param.Of(Runner) } };
        command.Parameters.AddRange(parameters);
        var answer = await command.ExecuteScalarAsync();
        await transaction.CommitAsync();
        return answer;
    }

    /// <returns>How many rows wait for scoring on the platform; null once another runner has the recount.</returns>
    public async Task<long?> BacklogAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(PlatformId, cancellation);
        if (!await RenewAsync(transaction, null, 0, false, cancellation))
            return null;
        await using var command = new NpgsqlCommand(Backlog, connection, transaction) { Parameters = { Param.Of(PlatformId) } };
        var rows = (long)(await command.ExecuteScalarAsync(cancellation))!;
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    /// <summary>Hands accounts over to scoring and remembers how far it is, both or neither.</summary>
    /// <param name="others">Whether they are those whom numbers alone can move.</param>
    /// <returns>Whether the recount is still this runner's.</returns>
    public async Task<bool> HandOverAsync(NpgsqlConnection connection, string[] accounts, IReadOnlyDictionary<string, List<NamedPost>> named, bool others, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(PlatformId, cancellation);
        if (!await RenewAsync(transaction, accounts[^1], accounts.Length, false, cancellation, others))
            return false;
        await Chunks.AddRecountAsync(connection, PlatformId, accounts.SelectMany(a => (named.GetValueOrDefault(a) ?? []).Select(p => (a, p.At, p.Id))),
            accounts.Where(a => !named.ContainsKey(a)), now, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public async Task EndAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(PlatformId, cancellation);
        await RenewAsync(transaction, null, 0, true, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    async Task<bool> RenewAsync(NpgsqlTransaction transaction, string? last, long accounts, bool done, CancellationToken cancellation, bool others = false)
    {
        await using var renew = new NpgsqlCommand(Renew, transaction.Connection, transaction)
        {
            Parameters = { Param.Of(PlatformId), Param.Of(Id), Param.Of(Runner), Param.Text(last), Param.Of(accounts), Param.Of(done), Param.Of(others) },
        };
        return await renew.ExecuteNonQueryAsync(cancellation) == 1;
    }
}
