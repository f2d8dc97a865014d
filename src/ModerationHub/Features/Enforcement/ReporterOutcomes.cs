using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Counts for reporters how often a decision agreed. A report counts with the first decision after it, and turns over with it.</summary>
public sealed class ReporterOutcomes(Operation op)
{
    public Task CountAsync(Decision decision, CancellationToken cancellation)
    {
        var upheld = Agreed(decision) ? 1 : 0;
        return AddAsync(decision, upheld, 1 - upheld, cancellation);
    }

    public Task TurnOverAsync(Decision decision, CancellationToken cancellation)
    {
        var upheld = Agreed(decision) ? -1 : 1;
        return AddAsync(decision, upheld, -upheld, cancellation);
    }

    static bool Agreed(Decision decision) => decision.Actions.Any(a => a.Kind != ActionKind.NoAction);

    Task<int> AddAsync(Decision decision, int upheld, int rejected, CancellationToken cancellation) => op.Db.Database.ExecuteSqlAsync($"""
        update reporters r set upheld = r.upheld + {upheld} * x.n, rejected = r.rejected + {rejected} * x.n
        from (select p.reporter_kind, p.reporter_id, count(*)::int as n from case_evidence e
              join reports p on p.platform_id = e.platform_id and p.id = e.payload ->> 'id'
              where e.platform_id = {op.PlatformId} and e.case_id = {decision.CaseId} and e.kind = 'report' and p.received_at <= {decision.DecidedAt}
              and p.received_at > coalesce((select max(d.decided_at) from decisions d where d.platform_id = {op.PlatformId} and d.case_id = {decision.CaseId}
                  and d.decided_at < {decision.DecidedAt} and d.state in ('final', 'overturned') and d.reverses is null), '-infinity')
              group by p.reporter_kind, p.reporter_id) x
        where r.platform_id = {op.PlatformId} and r.kind = x.reporter_kind and r.id = x.reporter_id
        """, cancellation);
}
