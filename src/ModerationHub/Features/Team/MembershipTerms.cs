using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team;

/// <summary>What somebody may do on a platform, which languages they read and which queues are theirs beyond those.</summary>
public sealed partial record MembershipTerms(Role Role, IReadOnlyList<string> Languages, IReadOnlyList<string> Queues, bool SealedLane = false)
{
    public static MembershipTerms Of(Role role) => new(role, [], []);

    public async Task CheckAsync(Operation op, CancellationToken cancellation)
    {
        if (Languages.Any(language => !Language().IsMatch(language)))
            throw new RuleBrokenException(TeamRules.BadLanguage);
        if (SealedLane && Role is not (Role.Moderator or Role.Lead))
            throw new RuleBrokenException(TeamRules.SealedLaneForReviewers);
        if (Queues.Count > 0 && await op.Db.Queues.CountAsync(q => Queues.Contains(q.Id), cancellation) != Queues.Distinct().Count())
            throw new RuleBrokenException(TeamRules.UnknownQueue);
    }

    public void ApplyTo(Membership membership)
    {
        membership.Role = Role;
        membership.Languages = [.. Languages.Distinct()];
        membership.Queues = [.. Queues.Distinct()];
        membership.SealedLane = SealedLane;
    }

    public static MembershipTerms From(Membership membership) =>
        new(membership.Role, membership.Languages, membership.Queues, membership.SealedLane);

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.NonBacktracking)]
    private static partial Regex Language();
}
