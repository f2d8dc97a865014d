using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead gives a policy another name or another place in the tree. Neither changes what counts.</summary>
public sealed class PlacePolicy(Operation op, PolicyPlaces places)
{
    /// <param name="ParentKey">Below which it lies; null puts it at the top.</param>
    public sealed record Command(string Key, uint Row, string Name, string? ParentKey);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var all = await places.AllAsync(cancellation);
        var policy = PolicyPlaces.Seen(all, command.Key, command.Row);
        var before = new { policy.Name, policy.ParentKey };
        var name = PolicyPlaces.Named(command.Name);
        if (command.ParentKey != policy.ParentKey)
            PolicyPlaces.DemandPlace(all, policy.Key, command.ParentKey);
        (policy.Name, policy.ParentKey) = (name, command.ParentKey);
        op.Audit("policy.placed", "policy", policy.Key, new { before, after = new { policy.Name, policy.ParentKey } });
    }
}

/// <summary>A lead puts a policy one place before or behind its neighbour.</summary>
public sealed class OrderPolicy(Operation op, PolicyPlaces places)
{
    public sealed record Command(string Key, uint Row, bool Up);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var all = await places.AllAsync(cancellation);
        var policy = PolicyPlaces.Seen(all, command.Key, command.Row);
        var beside = PolicyPlaces.Beside(all, policy.ParentKey);
        var (from, to) = (beside.IndexOf(policy), beside.IndexOf(policy) + (command.Up ? -1 : 1));
        if (from < 0 || to < 0 || to >= beside.Count)
            return;
        // Positions are of the whole platform: each takes its place in the order that is shown.
        (all[all.IndexOf(beside[from])], all[all.IndexOf(beside[to])]) = (beside[to], beside[from]);
        for (var i = 0; i < all.Count; i++)
            all[i].Position = i;
        op.Audit("policy.ordered", "policy", policy.Key, new { command.Up, beside = beside[to].Key });
    }
}
