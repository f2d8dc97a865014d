using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>Which platforms have something due: sweeps ask once for all and then work platform by platform.</summary>
public sealed partial class DuePlatforms(NpgsqlDataSource data, TimeProvider time, ILogger<DuePlatforms> logger)
{
    /// <summary>Works through them. What the database refuses one of them leaves the others their turn; its own comes again with the job's next run.</summary>
    /// <param name="job">Its name, for the log.</param>
    /// <param name="query">Selects platform ids; $1 is the present time.</param>
    /// <param name="work">All that is due on the actor's platform.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task EachAsync(string job, string query, Func<Actor, CancellationToken, Task> work, CancellationToken cancellation)
    {
        foreach (var platform in await WhereAsync(query, cancellation))
            try
            {
                await work(Actor.Machine(platform), cancellation);
            }
            catch (Exception e) when (e.IsOfDatabase())
            {
                Log.Failed(logger, job, platform, e.Told());
            }
    }

    async Task<IReadOnlyList<int>> WhereAsync(string query, CancellationToken cancellation)
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

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Job} failed on platform {PlatformId} ({Error}); the others go on, and it is tried again with the next run")]
        public static partial void Failed(ILogger logger, string job, int platformId, string error);
    }
}
