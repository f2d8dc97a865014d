using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Data;

namespace ModerationHub.Infrastructure.Operations;

/// <summary>
/// Runs one action: a scope, a transaction, the handler, the commit, the announcement. Pages, endpoints and jobs all come
/// through here. Whole actions are tried again on a serialization failure or deadlock, so handlers keep no state of their own.
/// </summary>
public partial class OperationRunner(IServiceScopeFactory scopes, LiveFeed live, ILogger<OperationRunner> logger)
{
    public static readonly Rule Changed = new("changed_meanwhile", "Somebody changed this at the same moment; look again and repeat.");
    public static readonly Rule NotText = new("not_text", "What was entered holds characters that are not text.");
    const int Tries = 4;

    public Task RunAsync<THandler>(Actor actor, Func<THandler, CancellationToken, Task> action, CancellationToken cancellation = default)
        where THandler : notnull =>
        RunAsync<THandler, bool>(actor, async (handler, token) =>
        {
            await action(handler, token);
            return true;
        }, cancellation);

    public virtual async Task<T> RunAsync<THandler, T>(Actor actor, Func<THandler, CancellationToken, Task<T>> action, CancellationToken cancellation = default)
        where THandler : notnull
    {
        var correlationId = Guid.CreateVersion7();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var operation = scope.ServiceProvider.GetRequiredService<Operation>();
                await operation.StartAsync(actor, correlationId, cancellation);
                var result = await action(scope.ServiceProvider.GetRequiredService<THandler>(), cancellation);
                var events = await operation.CompleteAsync(cancellation);
                live.Announce(events);
                return result;
            }
            catch (Exception e) when (attempt < Tries && e.IsConflict())
            {
                Log.Retried(logger, typeof(THandler).Name, attempt, e.GetType().Name);
            }
            catch (Exception e) when (e.IsRefusedText())
            {
                throw new RuleBrokenException(NotText);
            }
            catch (DbUpdateConcurrencyException)
            {
                throw new RuleBrokenException(Changed);
            }
        }
    }

    /// <summary>Runs straight on the operation, for reads and for small steps of jobs.</summary>
    public Task<T> ReadAsync<T>(Actor actor, Func<Operation, CancellationToken, Task<T>> read, CancellationToken cancellation = default) =>
        RunAsync(actor, read, cancellation);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Handler} tried again after attempt {Attempt}: {Error}")]
        public static partial void Retried(ILogger logger, string handler, int attempt, string error);
    }
}
