using System.Text.RegularExpressions;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead makes a policy with a first draft. It counts for nothing until a second lead approves that.</summary>
public sealed partial class MakePolicy(Operation op, PolicyPlaces places, PolicyBanks banks, PolicyVersions versions)
{
    const int Target = 24 * 60;

    public sealed record Command(string Key, string Name, Severity Severity, string? ParentKey, string Text);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var user = op.Actor.DemandUser();
        var all = await places.AllAsync(cancellation);
        if (!Shape().IsMatch(command.Key))
            throw new RuleBrokenException(PolicyRules.Key);
        if (all.Exists(p => p.Key == command.Key))
            throw new RuleBrokenException(PolicyRules.KeyTaken);
        if (all.Count >= Policy.Most)
            throw new RuleBrokenException(PolicyRules.TooMany);
        var name = PolicyPlaces.Named(command.Name);
        PolicyPlaces.DemandPlace(all, command.Key, command.ParentKey);
        var policy = new Policy
        {
            PlatformId = op.PlatformId, Key = command.Key, Name = name, ParentKey = command.ParentKey, Severity = command.Severity, Position = all.Select(p => p.Position).DefaultIfEmpty(-1).Max() + 1,
        };
        op.Db.Policies.Add(policy);
        var draft = new PolicyVersion
        {
            PlatformId = op.PlatformId, PolicyKey = policy.Key, Version = 1, Text = "", Threshold = new RiskParameters().Threshold, TargetMinutes = Target, AllowedActions = [.. PolicyActions.Known],
            BankIds = [await banks.AddAsync($"{policy.Key}.v1", name, cancellation)], State = PolicyVersionState.Draft, Author = op.Actor.Name, Editors = [user], CreatedAt = op.Now, ChangedAt = op.Now,
        };
        (VersionContent.Of(draft) with { Text = command.Text, Severity = command.Severity }).WriteTo(draft);
        op.Db.PolicyVersions.Add(draft);
        op.Audit("policy.made", "policy", policy.Key, new { policy.Name, policy.ParentKey, policy.Severity });
        versions.Audit("policy.draft_begun", draft, new { based_on = (int?)null });
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,48}[a-z0-9]\z")]
    private static partial Regex Shape();
}
