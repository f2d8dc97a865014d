namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// An app posts the same texts through many accounts, this one among them. The owner may not know: the remedy is to revoke
/// the app, so this speaks for the account and names the app: under each policy by the app's part of what uses its terms, where nothing
/// does by its part of what uses any terms, or else of all posts.
/// </summary>
public sealed class PostingAppDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "posting_app";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 2.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var features = account.Features;
        for (var i = 0; i < features.Clients.Count; i++)
        {
            var client = features.Clients[i];
            if (!account.Context.Window.IsPostingApp(client.Name, out var accounts)) continue;
            var others = Part(features.Policies.Values, i) ?? client.Posts / (double)features.Posts;
            var words = $"{client.Posts} of {features.Posts} posts came through the app {Quoted.Of(client.Name)}, which posted the same texts through {accounts} accounts; the owner may not know.";
            foreach (var policy in account.Context.Policies)
                if ((features.Policies.TryGetValue(policy.Key, out var use) ? Part([use], i) : null) is var share && (share ?? others) > 0)
                    yield return Found(policy.Key, share ?? others, 0.9, words);
        }
    }

    // The app's part of what was said in the account's own voice; null when nothing was, or no more than quoted.
    private static double? Part(IReadOnlyCollection<PolicyUse> uses, int client) =>
        uses.Sum(use => use.Own) is var own && own >= TextTrace.OwnVoice ? uses.Sum(use => use.OwnThrough(client)) / own : null;
}
