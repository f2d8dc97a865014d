using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModerationHub.Features.Learning.Onnx;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>How scoring stands, over all platforms.</summary>
/// <param name="Backlog">Posts that wait.</param>
/// <param name="OldestReceivedAt">Receipt of the oldest of them.</param>
/// <param name="SetAside">Rows that are set aside.</param>
/// <param name="Faults">What this host could not use of the configuration.</param>
public sealed record ScoringState(long Backlog, DateTimeOffset? OldestReceivedAt, long SetAside, IReadOnlyList<FormattableString> Faults)
{
    public TimeSpan AgeAt(DateTimeOffset now) => OldestReceivedAt is { } at && now > at ? now - at : TimeSpan.Zero;
}

/// <summary>Reads how scoring stands: for the administrators' page, the health check, the gauges and intake's limit.</summary>
public sealed class ScoringHealth(NpgsqlDataSource database, PlatformContexts contexts, OnnxModels onnx, ScoringMetrics metrics, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _looking = new(1, 1);
    Seen? _seen;

    /// <summary>Over all platforms, as it was a few seconds ago at most: anybody may ask, and the backlog is not summed up for each.</summary>
    public async Task<ScoringState> SeenAsync(CancellationToken cancellation)
    {
        await _looking.WaitAsync(cancellation);
        try
        {
            return _seen is { } seen && time.GetElapsedTime(seen.At) < Fresh ? seen.State : await ReadAsync(null, cancellation);
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <param name="platformId">Null for all.</param>
    public async Task<ScoringState> ReadAsync(int? platformId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var command = new NpgsqlCommand("""
            select coalesce(sum(rows) filter (where kind = 'posts'), 0)::bigint, min(received_at) filter (where kind = 'posts'), (select count(*) from scoring_failures)
            from post_chunks
            """, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var faults = contexts.All.Where(c => platformId is null || c.PlatformId == platformId).SelectMany(c => c.Faults).Concat(onnx.Faults).ToArray();
        var state = new ScoringState(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2), faults);
        if (platformId is null)
            (metrics.Seen, _seen) = (state, new(state, time.GetTimestamp()));
        return state;
    }

    public void Dispose() => _looking.Dispose();

    sealed record Seen(ScoringState State, long At);
}

/// <summary>Tells how scoring stands. A backlog makes no host unready: another host would have the same one.</summary>
sealed class ScoringCheck(ScoringHealth health, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await health.SeenAsync(cancellationToken);
            return HealthCheckResult.Healthy(data: new Dictionary<string, object>
            {
                ["backlog"] = state.Backlog,
                ["oldest_seconds"] = Math.Round(state.AgeAt(time.GetUtcNow()).TotalSeconds, 1),
                ["set_aside"] = state.SetAside,
            });
        }
        catch (NpgsqlException failed)
        {
            return new(context.Registration.FailureStatus, exception: failed);
        }
    }
}
