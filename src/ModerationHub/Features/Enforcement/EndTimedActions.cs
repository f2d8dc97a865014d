using Microsoft.EntityFrameworkCore;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Suspensions and restrictions whose time is over: the account gets the state that its other decisions leave it in. Each minute, on any host.</summary>
public sealed partial class EndTimedActions(DuePlatforms due, OperationRunner runner, ILogger<EndTimedActions> logger)
{
    const int Batch = 100;

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(EndTimedActions),
        "select distinct platform_id from accounts where state_until is not null and state_until <= $1 and state in ('suspended', 'restricted')", async (actor, stop) =>
        {
            for (var done = Batch; done == Batch;)
            {
                done = await runner.RunAsync<Step, int>(actor, (step, token) => step.HandleAsync(token), stop);
                Log.Ended(logger, actor.PlatformId, done);
            }
        }, cancellation);

    public sealed class Step(Operation op, AccountStates accounts)
    {
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            var over = await op.Db.Accounts.FromSql($"""
                select * from accounts where platform_id = {op.PlatformId} and state_until is not null and state_until <= {op.Now}
                and state in ('suspended', 'restricted') order by id limit {Batch} for update skip locked
                """).ToListAsync(cancellation);
            foreach (var account in over)
            {
                var before = account.State;
                await accounts.SettleAsync(account.Id, null, cancellation);
                op.Audit("account.action_ended", "account", account.Id, new { before, after = account.State, account.StateUntil });
            }
            return over.Count;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} timed actions are over")]
        public static partial void Ended(ILogger logger, int platformId, int count);
    }
}
