using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Leaves recounts for what banks of links and images have learned, in the transaction that taught them.</summary>
public static class BankRecounts
{
    /// <summary>A source that sends hashes all day costs one recount in so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // One that waits and begins late enough reads what is added now as well. Its row is locked, so that it cannot begin before this is there to be read.
    const string Leave = """
        with waiting as (
            update policy_recounts set due_at = due_at
            where platform_id = $1 and before = version and term_id is null and finished_at is null and given_up_at is null and runner is null and last_account is null and due_at between $3 and $4
            returning policy_key, version)
        insert into policy_recounts (platform_id, id, policy_key, version, before, due_at, accounts)
        select distinct on (v.policy_key) $1, gen_random_uuid(), v.policy_key, v.version, v.version, $4, 0
        from banks b join policy_versions v on v.platform_id = b.platform_id and v.state = 'live' and (v.policy_key = b.policy_key or b.id = any (v.bank_ids))
        where b.platform_id = $1 and b.id = any ($2) and (v.policy_key, v.version) not in (select policy_key, version from waiting)
        """;

    /// <param name="patience">How long it may wait for more.</param>
    public static async Task LeaveAsync(NpgsqlConnection connection, int platformId, IEnumerable<string> banks, DateTimeOffset now, TimeSpan patience, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Leave, connection)
        {
            Parameters =
            {
                Param.Of(platformId), Param.Of(banks), Param.Of((now + PlatformContexts.Settled).UtcDateTime), Param.Of((now + patience).UtcDateTime),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
