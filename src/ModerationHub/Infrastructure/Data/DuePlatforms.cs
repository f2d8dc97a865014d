using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>Which platforms have something due: sweeps ask once for all and then work platform by platform.</summary>
public sealed class DuePlatforms(NpgsqlDataSource data, TimeProvider time)
{
    /// <param name="query">Selects platform ids; $1 is the present time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<int>> WhereAsync(string query, CancellationToken cancellation)
    {
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand(query, connection, transaction) { Parameters = { new() { Value = time.GetUtcNow() } } };
        var platforms = new List<int>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            platforms.Add(reader.GetInt32(0));
        return platforms;
    }
}
