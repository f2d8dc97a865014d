namespace ModerationHub.Detection.Signals;

/// <summary>Who uses an app, in numbers of accounts; estimates.</summary>
/// <param name="Accounts">Accounts that posted through it.</param>
/// <param name="Offending">Those of them that use nothing else and offend.</param>
/// <param name="AllAccounts">Accounts seen with any app.</param>
/// <param name="AllOffending">Accounts that use one app alone, whichever, and offend.</param>
public readonly record struct ClientCrowd(double Accounts, double Offending, double AllAccounts, double AllOffending);

/// <summary>
/// Which apps whom serve: recent accounts by app, in fixed memory. Thread-safe, independent of how often an account is seen; old use is
/// forgotten by halves, and all of it with the process.
/// </summary>
public sealed class ClientWindow
{
    private const int MostApps = 4_000;
    private const int BitsOfApp = 2_048;
    private const int BitsOfAll = 1 << 17;
    private const double MostAccounts = 100_000;
    private const int RecountPart = 16;

    private readonly Lock gate = new();
    private Half now = new();
    private Half before = new();
    private double all, offending;
    private int sinceCount;

    /// <summary>Notes that an account posts through an app and tells who else does.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="client">The app's name as remembered, see <see cref="ClientUse.Name"/>.</param>
    /// <param name="offends">Whether the account uses this app alone and offends.</param>
    public ClientCrowd Observe(string account, string client, bool offends)
    {
        lock (gate)
        {
            if ((now.Apps.Count >= MostApps && !now.Apps.ContainsKey(client)) || now.Accounts >= MostAccounts) (before, now) = (now, new Half());
            if (!now.Apps.TryGetValue(client, out var app)) now.Apps.Add(client, app = new App());
            app.Accounts.Add(account);
            now.All.Add(account);
            if (offends)
            {
                app.Offending.Add(account);
                now.Offending.Add(account);
            }
            // The large bitmaps are counted now and then: an estimate need not be newer.
            if (++sinceCount * RecountPart >= all)
            {
                sinceCount = 0;
                (all, offending) = (now.All.With(before.All), now.Offending.With(before.Offending));
                now.Accounts = now.All.With(null);
            }
            var earlier = before.Apps.GetValueOrDefault(client);
            return new(app.Accounts.With(earlier?.Accounts), app.Offending.With(earlier?.Offending), all, offending);
        }
    }

    private sealed class Half
    {
        internal Dictionary<string, App> Apps { get; } = new(StringComparer.Ordinal);

        internal DistinctCount All { get; } = new(BitsOfAll);

        internal DistinctCount Offending { get; } = new(BitsOfAll);

        internal double Accounts { get; set; }
    }

    private sealed class App
    {
        internal DistinctCount Accounts { get; } = new(BitsOfApp);

        internal DistinctCount Offending { get; } = new(BitsOfApp);
    }
}
