using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

public sealed record AuditChoiceLists(IReadOnlyList<string> Reviewers, IReadOnlyList<(string Key, string Name)> Policies, IReadOnlyList<string> Languages);

/// <summary>What the filters of the audit page offer: the people of the platform, its policies, the languages of its decisions.</summary>
public sealed class AuditChoices(Operation op)
{
    public async Task<AuditChoiceLists> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAudit);
        var people = await op.Db.Memberships.Where(m => m.PlatformId == op.PlatformId)
            .Join(op.Db.Users, m => m.UserId, u => u.Id, (_, u) => u.Pseudonym).OrderBy(name => name).ToListAsync(cancellation);
        var policies = await op.Db.Policies.OrderBy(p => p.Position).Select(p => new { p.Key, p.Name }).ToListAsync(cancellation);
        var languages = await op.Db.Queues.SelectMany(q => q.Languages).Distinct().OrderBy(l => l).ToListAsync(cancellation);
        return new(people, [.. policies.Select(p => (p.Key, p.Name))], languages is [] or ["en"] ? languages : [.. languages.Append("en").Distinct()]);
    }
}
