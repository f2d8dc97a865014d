using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Intake;

/// <summary>
/// One transaction a request, on a plain connection: the answer is given after its commit, and a request that dies before
/// leaves nothing. Everything locks accounts in the order of their ids first, so requests wait for each other but never
/// in a circle; should other work of the host close one, the whole transaction is repeated.
/// </summary>
public sealed partial class IntakeTransaction(NpgsqlDataSource source, ILogger<IntakeTransaction> logger)
{
    const int Tries = 4;

    public async Task<T> RunAsync<T>(int platformId, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginAsync(platformId, cancellation);
                var result = await work(connection, cancellation);
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (PostgresException e) when (attempt < Tries
                && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                Log.Repeated(logger, attempt, e.SqlState);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "An intake transaction is repeated after attempt {Attempt}: {State}")]
        public static partial void Repeated(ILogger logger, int attempt, string state);
    }
}
