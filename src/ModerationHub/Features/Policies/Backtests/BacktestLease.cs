using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>
/// A backtest that this runner holds. The lease runs out by the database's clock: whoever dies lets go, and another host starts
/// the backtest again, a few times at most.
/// </summary>
public sealed record BacktestLease(int PlatformId, Guid Id, Guid Runner, string PolicyKey, int Version)
{
    const int MostAttempts = 3;

    const string CutOff = """
        update backtests set state = 'cut_off', finished_at = now(), error = 'Cut off again and again; the host that ran it went away each time.'
        where state = 'running' and lease_until < now() and attempts >= $1
        """;

    const string Take = """
        update backtests b set state = 'running', runner = $1, attempts = attempts + 1, lease_until = now() + interval '15 seconds',
            started_at = now(), progress = 0, posts = 0
        from (select platform_id, id from backtests
              where state = 'waiting' or (state = 'running' and lease_until < now())
              order by requested_at limit 1 for update skip locked) next
        where b.platform_id = next.platform_id and b.id = next.id
        returning b.platform_id, b.id, b.policy_key, b.version
        """;

    const string Renew = """
        update backtests set lease_until = now() + interval '15 seconds', progress = $4, posts = $5
        where platform_id = $1 and id = $2 and runner = $3 and state = 'running' returning not cancel_requested
        """;

    const string End = """
        update backtests set state = $4, finished_at = now(), progress = case when $4 = 'done' then 1 else progress end, result = $5, error = $6, posts = $7
        where platform_id = $1 and id = $2 and runner = $3 and state = 'running'
        """;

    public static async Task<BacktestLease?> TakeAsync(NpgsqlDataSource database, Guid runner, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using (var cutOff = new NpgsqlCommand(CutOff, connection, transaction) { Parameters = { Param.Of(MostAttempts) } })
            await cutOff.ExecuteNonQueryAsync(cancellation);
        BacktestLease? lease = null;
        await using (var take = new NpgsqlCommand(Take, connection, transaction) { Parameters = { Param.Of(runner) } })
        await using (var reader = await take.ExecuteReaderAsync(cancellation))
            if (await reader.ReadAsync(cancellation))
                lease = new BacktestLease(reader.GetInt32(0), reader.GetGuid(1), runner, reader.GetString(2), reader.GetInt32(3));
        await transaction.CommitAsync(cancellation);
        return lease;
    }

    /// <returns>Whether to go on: false once somebody cancelled it or another runner has it.</returns>
    public async Task<bool> RenewAsync(NpgsqlDataSource database, double progress, long posts, CancellationToken cancellation) =>
        await ExecuteAsync(database, Renew, cancellation, Param.Of(progress), Param.Of(posts)) is true;

    public Task EndAsync(NpgsqlDataSource database, string state, string? result, string? error, long posts) =>
        ExecuteAsync(database, End, CancellationToken.None, Param.Of(state), Json(result), Param.Text(error), Param.Of(posts));

    async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(PlatformId, cancellation);
        await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { Param.Of(PlatformId), Param.Of(Id), Param.Of(Runner) } };
        command.Parameters.AddRange(parameters);
        var answer = await command.ExecuteScalarAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return answer;
    }

    static NpgsqlParameter Json(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };
}
