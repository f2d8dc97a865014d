using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

public sealed record FoundPolicy(string Key, string Name);

/// <summary>Policies by a part of their name, for the palette.</summary>
public sealed class FindPolicies(Operation op)
{
    const int Most = 5;

    public sealed record Command(string Text);

    public async Task<IReadOnlyList<FoundPolicy>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var part = command.Text.Trim();
        var all = await op.Db.Policies.AsNoTracking().Where(p => p.ArchivedAt == null).OrderBy(p => p.Position).ThenBy(p => p.Key).Select(p => new FoundPolicy(p.Key, p.Name)).ToListAsync(cancellation);
        return [.. all.Where(p => part.Length > 0 && p.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).Take(Most)];
    }
}
