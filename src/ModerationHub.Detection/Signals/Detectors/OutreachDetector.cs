namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Writes first to young accounts that do not follow it and invites them to private channels. Help desks do so too: it is
/// conduct under the policies whose terms or links the account itself uses, and elsewhere it only supports.
/// </summary>
public sealed class OutreachDetector : Detector
{
    private const int FewestStrangers = 5;
    private const int FewestInvited = 3;
    private const int FullInvited = 10;

    /// <inheritdoc />
    public override string Key => "outreach";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Conduct;

    /// <inheritdoc />
    public override double Weight => 2;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        bool? invites = null;
        foreach (var contact in post.Post.Contacts)
        {
            if (!contact.IsYoung || contact.Follows) continue;
            var outreach = features.Outreach ??= new Outreach();
            var isFirst = outreach.Note(contact);
            invites ??= InviteLexicon.Invites(post);
            if (isFirst && invites == true) outreach.Invite(post.Post.Id);
            if (invites == true && Shows(outreach)) context.Outreach.Note(contact.AccountId, features.AccountId);
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Features.Outreach is not { } outreach || !Shows(outreach)) yield break;
        var (strength, words) = ((outreach.Invited - FewestInvited + 1.0) / (FullInvited - FewestInvited + 1),
            $"Wrote first to {outreach.Strangers} young accounts that do not follow it and invited {outreach.Invited} of them to a private channel.");
        foreach (var policy in account.Context.Policies)
            if (Speaks(account.Features, policy.Key)) yield return Found(policy.Key, strength, 0.8, words, outreach.PostIds) with { Mark = "" };
        yield return Found(Signal.AnyPolicy, strength * 0.5, 0.6, words, outreach.PostIds) with { Kind = EvidenceKind.Circumstance };
    }

    private static bool Shows(Outreach outreach) => outreach.Strangers >= FewestStrangers && outreach.Invited >= FewestInvited && outreach.Invited * 5 >= outreach.Strangers * 2;

    private static bool Speaks(AccountFeatures features, string policy) =>
        (features.Policies.TryGetValue(policy, out var use) && use.Own >= 1) || (features.Links?.TryGetValue(policy, out var links) == true && links.Own >= 1);
}
