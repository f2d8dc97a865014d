namespace ModerationHub.Detection.Signals;

/// <summary>That an app was found to post through an account: what processes tell each other.</summary>
/// <param name="Client">The app's name as remembered, see <see cref="ClientUse.Name"/>.</param>
/// <param name="Account">Account id.</param>
public readonly record struct PostingAppUse(string Client, string Account);

/// <summary>
/// Tells apps that post through their users from apps that people post with: most of what passes through the former is a text
/// that other accounts have too, while people's own texts differ.
/// </summary>
internal sealed class PostingApps
{
    private const int MostApps = 5_000;
    private const int MostAccounts = 500;
    private const int FewestAccounts = 8;
    private const int SharedFrom = 2;
    private const double SharedPart = 0.5;

    // Enough for others to find it too, also if some of the accounts are gone by then.
    private const int MostTold = 2 * FewestAccounts;

    // What was told is asked for a day.
    private static readonly TimeSpan ToldAgain = TimeSpan.FromHours(12);

    private readonly Dictionary<string, App> apps = new(StringComparer.Ordinal);

    internal Untold<string> Owners { get; } = new(MostApps * FewestAccounts);

    internal Untold<PostingAppUse> Found { get; } = new(MostApps * FewestAccounts);

    internal void Note(string client, string account, DateTimeOffset at, int accountsWithText, bool isNewToText, string? firstAccount)
    {
        var app = Of(client);
        if (!isNewToText) return;
        app.Texts++;
        if (accountsWithText >= SharedFrom)
        {
            app.Shared++;
            if (firstAccount is not null) app.Add(firstAccount);
            app.Add(account);
        }
        if (Posts(client, out _))
        {
            LookAgain(app);
            if (app.ToldAt is not { } told || (at - told).Duration() >= ToldAgain)
            {
                foreach (var owner in app.Accounts.Take(MostTold))
                    if (Found.Add(new(client, owner))) app.ToldAt = at;
            }
        }
        // Old behaviour fades, so that an app that was taken over shows within hours.
        if (app.Texts >= 4096) (app.Texts, app.Shared) = (app.Texts / 2, app.Shared / 2);
    }

    internal void Learn(PostingAppUse use)
    {
        var app = Of(use.Client);
        app.Add(use.Account);
        if (Posts(use.Client, out _)) LookAgain(app);
    }

    internal bool Posts(string client, out int accounts)
    {
        accounts = apps.TryGetValue(client, out var app) ? app.Accounts.Count : 0;
        return accounts >= FewestAccounts && app!.Shared >= SharedPart * app.Texts;
    }

    private App Of(string client)
    {
        if (apps.TryGetValue(client, out var app)) return app;
        if (apps.Count >= MostApps) apps.Clear();
        apps.Add(client, app = new App());
        return app;
    }

    // Once: whoever comes later is assessed with what is known.
    private void LookAgain(App app)
    {
        if (app.IsFound) return;
        app.IsFound = true;
        foreach (var owner in app.Accounts) Owners.Add(owner);
    }

    private sealed class App
    {
        internal HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        internal int Texts { get; set; }

        internal int Shared { get; set; }

        internal bool IsFound { get; set; }

        internal DateTimeOffset? ToldAt { get; set; }

        internal void Add(string account)
        {
            if (Accounts.Count < MostAccounts) Accounts.Add(account);
        }
    }
}
