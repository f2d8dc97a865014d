using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

public sealed record FoundPolicy(string Key, string Name);

/// <summary>Policies by a part of their name as the reader sees it, for the palette.</summary>
public sealed class FindPolicies(Operation op)
{
    const int Most = 5;

    /// <param name="Named">What the reader calls a policy: those that come with the program have translations.</param>
    public sealed record Command(string Text, Func<string, string>? Named = null);

    public async Task<IReadOnlyList<FoundPolicy>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var part = command.Text.Trim();
        var all = await op.Db.Policies.AsNoTracking().Where(p => p.ArchivedAt == null).OrderBy(p => p.Position).ThenBy(p => p.Key).Select(p => new FoundPolicy(p.Key, p.Name)).ToListAsync(cancellation);
        return [.. all.Select(p => p with { Name = command.Named?.Invoke(p.Name) ?? p.Name }).Where(p => part.Length > 0 && p.Name.Contains(part, StringComparison.CurrentCultureIgnoreCase)).Take(Most)];
    }
}
