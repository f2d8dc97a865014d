using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ModerationHub.Infrastructure.Health;

sealed class DatabaseCheck(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HealthFeature.Patience);
        try
        {
            // Pooled connections of before a restart of the database fail on first use; that says nothing about now.
            return await AskAsync(limit.Token) ?? await AskAsync(limit.Token) ?? new(context.Registration.FailureStatus);
        }
        catch (OperationCanceledException)
        {
            return new(context.Registration.FailureStatus, $"no answer within {HealthFeature.Patience.TotalSeconds:0} s");
        }
    }

    async Task<HealthCheckResult?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellation);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException)
        {
            source.Clear();
            return null;
        }
    }
}
