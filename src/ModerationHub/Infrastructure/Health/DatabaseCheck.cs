using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ModerationHub.Infrastructure.Health;

sealed class DatabaseCheck(NpgsqlDataSource source) : IHealthCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limit.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failed) when (failed is NpgsqlException or OperationCanceledException)
        {
            return new(context.Registration.FailureStatus, exception: failed);
        }
    }
}
