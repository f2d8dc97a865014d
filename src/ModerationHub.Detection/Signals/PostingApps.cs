namespace ModerationHub.Detection.Signals;

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

    private readonly Dictionary<string, App> apps = new(StringComparer.Ordinal);
    private readonly List<string> owners = [];

    internal void Note(string client, string account, int accountsWithText, bool isNewToText, string? firstAccount)
    {
        if (!apps.TryGetValue(client, out var app))
        {
            if (apps.Count >= MostApps) apps.Clear();
            apps.Add(client, app = new App());
        }
        if (!isNewToText) return;
        app.Texts++;
        if (accountsWithText >= SharedFrom)
        {
            app.Shared++;
            if (firstAccount is not null && app.Accounts.Count < MostAccounts) app.Accounts.Add(firstAccount);
            if (app.Accounts.Count < MostAccounts) app.Accounts.Add(account);
        }
        if (!app.Found && Posts(client, out _))
        {
            app.Found = true;
            owners.AddRange(app.Accounts);
        }
        // Old behaviour fades, so that an app that was taken over shows within hours.
        if (app.Texts >= 4096) (app.Texts, app.Shared) = (app.Texts / 2, app.Shared / 2);
    }

    internal string[] TakeOwners()
    {
        if (owners.Count == 0) return [];
        string[] taken = [.. owners];
        owners.Clear();
        return taken;
    }

    internal void ReturnOwners(IReadOnlyList<string> taken) => owners.InsertRange(0, taken);

    internal bool Posts(string client, out int accounts)
    {
        accounts = apps.TryGetValue(client, out var app) ? app.Accounts.Count : 0;
        return accounts >= FewestAccounts && app!.Shared >= SharedPart * app.Texts;
    }

    private sealed class App
    {
        internal HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        internal int Texts { get; set; }

        internal int Shared { get; set; }

        internal bool Found { get; set; }
    }
}
