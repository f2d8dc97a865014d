namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// The account posts through one app alone, one that few ordinary accounts use and that serves mostly accounts that offend. What an app
/// posts through people's accounts is <see cref="PostingAppDetector"/>'s and never counts here; the app somebody uses only supports.
/// </summary>
public sealed class ClientConcentrationDetector : Detector
{
    private const int FewestPosts = 4;
    private const double OffendingPart = 0.3;
    private const double FewestSeen = 200;
    private const double RarePart = 0.02;
    private const double FewestAccounts = 8;
    private const double FullAccounts = 30;
    private const double LeastPart = 0.5;
    private const double TimesUsual = 5;

    /// <inheritdoc />
    public override string Key => "client_concentration";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var features = account.Features;
        foreach (var client in features.Clients)
        {
            if (account.Context.Window.IsPostingApp(client.Name, out _)) continue;
            var alone = client.Posts == features.Posts && client.Posts >= FewestPosts;
            var crowd = account.Context.Clients.Observe(account.Profile.Id, client.Name, alone && features.EvidenceCount >= OffendingPart * features.Posts);
            if (!alone || !ServesMostlyOffenders(crowd)) continue;
            yield return Found(Signal.AnyPolicy, (crowd.Offending - FewestAccounts + 3) / (FullAccounts - FewestAccounts + 3), 0.7,
                $"All {client.Posts} posts came through the app {Quoted.Of(client.Name)}, which about {crowd.Accounts:0} of {crowd.AllAccounts:0} accounts use; about {crowd.Offending:0} of them use nothing else and offend.");
        }
    }

    private static bool ServesMostlyOffenders(ClientCrowd crowd) =>
        crowd.AllAccounts >= FewestSeen && crowd.Accounts <= RarePart * crowd.AllAccounts
        && crowd.Offending >= FewestAccounts - 0.5 && crowd.Offending >= LeastPart * crowd.Accounts
        && crowd.Offending * crowd.AllAccounts >= TimesUsual * crowd.AllOffending * crowd.Accounts;
}
