namespace ModerationHub.Infrastructure.Postgres;

/// <summary>Settings of the private server, as `name=value`.</summary>
static class ServerSettings
{
    const long Megabyte = 1024 * 1024;

    public static IEnumerable<string> For(PrivatePostgresOptions options, string socketFolder, long memoryBytes)
    {
        yield return "listen_addresses=";
        yield return $"unix_socket_directories={socketFolder}";
        yield return "unix_socket_permissions=0700";
        yield return "port=5432";
        yield return "max_connections=200";
        yield return $"shared_buffers={SharedBuffers(memoryBytes, options.Durable)}MB";
        yield return "max_wal_size=4GB";
        yield return "checkpoint_timeout=15min";
        // Queue and work tables turn over many times a day; the defaults would let a fifth of them be dead rows.
        yield return "autovacuum_naptime=10s";
        yield return "autovacuum_vacuum_scale_factor=0.02";
        yield return "autovacuum_analyze_scale_factor=0.02";
        yield return "autovacuum_vacuum_insert_scale_factor=0.05";
        yield return "autovacuum_vacuum_cost_limit=2000";
        yield return "random_page_cost=1.1";
        yield return "timezone=UTC";
        yield return "log_timezone=UTC";
        // Statements carry post text: never into a log, not even when one fails.
        yield return "log_min_error_statement=panic";
        yield return "log_error_verbosity=terse";
        yield return "log_min_messages=warning";
        if (options.Durable)
            yield break;
        yield return "fsync=off";
        yield return "synchronous_commit=off";
        yield return "full_page_writes=off";
    }

    /// <summary>512 MB, an eighth of a small machine, and little for a throw-away cluster of tests.</summary>
    public static long SharedBuffers(long memoryBytes, bool durable) =>
        Math.Clamp(memoryBytes / Megabyte / 8, 32, durable ? 512 : 128);
}
