using Microsoft.EntityFrameworkCore;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Gives decisions their numbers in the platform's feed. The platform's row stays locked until the commit, so numbers
/// follow commit order and whoever polls by number misses none.
/// </summary>
public sealed class DecisionNumbers(Operation op)
{
    public async Task<long> TakeAsync(int count, CancellationToken cancellation)
    {
        var last = await op.Db.Database.SqlQuery<long>($"""
            update platforms set last_decision_number = last_decision_number + {count} where id = {op.PlatformId} returning last_decision_number as "Value"
            """).ToListAsync(cancellation);
        return last[0] - count + 1;
    }
}
