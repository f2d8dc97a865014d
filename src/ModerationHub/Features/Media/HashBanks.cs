using ModerationHub.Data;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Intake.Parsing;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>The banks that rows name: checked against what is there, made where they are not.</summary>
static class HashBanks
{
    sealed record Known(BankKind Kind, string? Policy);

    public static async Task<(List<HashRow> Sound, List<RowFault> Faults)> PrepareAsync(
        NpgsqlConnection connection, int platformId, IReadOnlyList<HashRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        var banks = await ReadAsync(connection, platformId, cancellation);
        var policies = await PoliciesAsync(connection, platformId, cancellation);
        List<HashRow> sound = new(rows.Count);
        List<RowFault> faults = [];
        List<HashRow> fresh = [];
        foreach (var row in rows)
        {
            if (Fault(row, banks.GetValueOrDefault(row.Bank), policies) is var (field, message))
            {
                faults.Add(new(row.Line, field, message));
                continue;
            }
            sound.Add(row);
            if (banks.TryAdd(row.Bank, new(BankKind.Hashes, row.Policy)))
                fresh.Add(row);
        }
        if (fresh.Count > 0)
            await MakeAsync(connection, platformId, fresh, now, cancellation);
        return (sound, faults);
    }

    static (string Field, string Message)? Fault(HashRow row, Known? bank, HashSet<string> policies) => (row, bank) switch
    {
        ({ Policy: { } policy }, _) when !policies.Contains(policy) => ("policy", "There is no policy of this key."),
        (_, { Kind: not BankKind.Hashes }) => ("bank", "The bank holds no hashes."),
        ({ Policy: { } policy }, { } known) when policy != known.Policy => ("policy", "The bank does not serve this policy."),
        _ => null,
    };

    static async Task<Dictionary<string, Known>> ReadAsync(NpgsqlConnection connection, int platformId, CancellationToken cancellation)
    {
        Dictionary<string, Known> banks = new(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select id, kind, policy_key from banks where platform_id = $1", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            banks.Add(reader.GetString(0), new(SnakeCase.Parse<BankKind>(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return banks;
    }

    static async Task<HashSet<string>> PoliciesAsync(NpgsqlConnection connection, int platformId, CancellationToken cancellation)
    {
        HashSet<string> policies = new(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select key from policies where platform_id = $1", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            policies.Add(reader.GetString(0));
        return policies;
    }

    static async Task MakeAsync(NpgsqlConnection connection, int platformId, List<HashRow> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            insert into banks (platform_id, id, name, kind, policy_key, created_at)
            select $1, r.id, r.id, 'hashes', r.policy_key, $4 from unnest($2::text[], $3::text[]) as r(id, policy_key)
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId }, Columns.Of(rows, r => r.Bank), Columns.Of(rows, r => r.Policy),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
