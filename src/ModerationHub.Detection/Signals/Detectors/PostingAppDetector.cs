namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// An app posts the same texts through many accounts, this one among them. The owner may not know: the remedy is to revoke
/// the app, so this speaks for the account and names the app.
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
        foreach (var client in account.Features.Clients)
        {
            if (!account.Context.Window.IsPostingApp(client.Name, out var accounts)) continue;
            var own = account.Features.Clients.Sum(other => other.Own);
            var share = own > 0 ? client.Own / own : client.Posts / (double)account.Features.Posts;
            if (share <= 0) continue;
            yield return Found(Signal.AnyPolicy, share, 0.9,
                $"{client.Posts} of {account.Features.Posts} posts came through the app {Quoted.Of(client.Name)}, which posted the same texts through {accounts} accounts; the owner may not know.");
        }
    }
}
