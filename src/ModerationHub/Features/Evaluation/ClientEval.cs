using ModerationHub.Detection;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>Sets 12 and 13: what the posting app tells, whether ordinary apps are taken for apps that post through their users, and posts that vanish.</summary>
static class ClientEval
{
    const string Clients = "12_client_source";
    const string Trends = "13_trend_bots";
    const string Posts = "_posts";
    const double Prior = 4;
    const int Folds = 5;

    /// <summary>The window that finds hijacked apps, over what people posted of their own will: each app that it raises is a false alarm.</summary>
    public static IEnumerable<EvalRow> Raised(EvalSource source, Action<string> skip)
    {
        // Whatever files of posts the set has.
        foreach (var file in source.MeasuredNames(Clients, Posts).Select(name => name + Posts))
        {
            var posts = source.Measured(Clients, file).Readable(file, skip, r => r.Time("created_at") is not null);
            if (posts.Count == 0) skip(source.Without(Clients, file));
            else yield return Raised(file, posts);
        }
    }

    public static IEnumerable<EvalRow> Bots(EvalSource source, Action<string> skip)
    {
        var measured = source.Measured(Clients, "bot_accounts_last_post").Readable("bot_accounts_last_post", skip, r => r.Label("is_bot") is not null);
        foreach (var row in OwnDetectors.Shares("12 bots by posting app and profile", "en", OwnDetectors.Run(measured.ConvertAll(Row)))) yield return row;
        var seen = measured.Select(r => r["account_id"]).ToHashSet(StringComparer.Ordinal);
        var training = source.Training(Clients, "bot_accounts_last_post").Where(r => r.Label("is_bot") is not null && (source.Apart ? !seen.Contains(r["account_id"]) : !AccountEval.Held(r["account_id"]))).ToList();
        if (!source.Apart) measured = measured.FindAll(r => AccountEval.Held(r["account_id"]));
        var hosts = source.Training(Clients, "client_labels").Readable("client_labels", skip, r => double.IsFinite(r.Number("mostly_bot")))
            .GroupBy(r => Host(r["client_host"])).ToDictionary(g => g.Key, g => g.First().Number("mostly_bot"), StringComparer.Ordinal);
        // A row that trains must not find its own answer among its app's: each fifth is told by the other four.
        var folds = Enumerable.Range(0, Folds).Select(fold => new Told(training.Where(r => Fold(r) != fold))).ToArray();
        var whole = new Told(training);
        double[] Numbers(EvalCells r, Told told)
        {
            var (followers, following, posts, liked) = (AccountEval.Log(r, "followers"), AccountEval.Log(r, "following"), AccountEval.Log(r, "posts"), AccountEval.Log(r, "favourites"));
            var (client, handle, about) = (r["last_post_client"], r["handle"], r["description"]);
            return [told.Share(client), client.Length == 0 ? double.NaN : told.IsKnown(client) ? 1 : 0, hosts.GetValueOrDefault(Host(r["last_post_client_url"]), double.NaN),
                followers, following, posts, liked, followers - following, liked - posts, posts - followers, AccountEval.Log(r, "listed"),
                Says(handle) + Says(client), Says(about), about.Length, about.Count(c => c is '@'), handle.Count(char.IsDigit), handle.Length,
                r["last_post_text"].Length, r["last_post_text"].Contains("http", StringComparison.Ordinal) ? 1 : 0, string.Equals(r["verified"], "TRUE", StringComparison.OrdinalIgnoreCase) ? 1 : 0];
        }
        if (AccountEval.Train([.. training.Select(r => (Numbers(r, folds[Fold(r)]), r.Label("is_bot") is true))]) is not { } model || measured.Count == 0)
        {
            skip("bot_accounts_last_post: nothing to train on or to measure");
            yield break;
        }
        foreach (var row in AccountEval.Figures("12 bots by posting app and profile", [.. measured.Select(r => (model.Of(Numbers(r, whole)) >= 0.5, r.Label("is_bot") is true))]))
            yield return row;
    }

    static OwnDetectors.Row Row(EvalCells r)
    {
        var at = r.Time("last_post_at");
        return new(new AccountProfile(r["account_id"], r["handle"]) { Bio = r["description"], DisplayName = AccountEval.Unknown, CreatedAt = at is null ? null : r.Time("created_at") },
            at is null || r["last_post_text"].Length == 0 ? [] : [new PostInput("p", at.Value, r["last_post_text"]) { Client = r["last_post_client"] }], at ?? default, r.Label("is_bot") is true);
    }

    static int Fold(EvalCells r) => (int)(StableHash.Of(r["account_id"]) / 7 % Folds);

    /// <summary>What the rows that train tell of each app.</summary>
    sealed class Told(IEnumerable<EvalCells> rows)
    {
        readonly Dictionary<string, (int Bots, int All)> _apps = rows.GroupBy(r => r["last_post_client"], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (g.Count(r => r.Label("is_bot") is true), g.Count()), StringComparer.Ordinal);

        public bool IsKnown(string client) => _apps.ContainsKey(client);

        public double Share(string client)
        {
            var (bots, all) = _apps.GetValueOrDefault(client);
            return (bots + (Prior * 0.5)) / (all + Prior);
        }
    }

    static double Says(string text) => text.Contains("bot", StringComparison.OrdinalIgnoreCase) ? 1 : 0;

    static string Host(string url) => WebAddress.Of(url)?.Host ?? "";

    static EvalRow Raised(string file, List<EvalCells> posts)
    {
        var window = new CrossAccountWindow(capacity: 50_000);
        var text = new NormalisedText();
        var minima = new uint[MinHash.Size];
        foreach (var post in posts.Select(r => (Row: r, At: r.Time("created_at")!.Value)).OrderBy(p => p.At))
        {
            TextNormaliser.Normalise(post.Row["text"], text);
            if (NearDuplicate.Sign(text, minima) < 24 || post.Row["is_repost"] == "1") continue;
            window.Observe(post.Row["account_id"], post.Row["client"], new MinHash(minima), post.At);
        }
        string[] clients = [.. posts.Select(r => r["client"]).Where(c => c.Length > 0).Distinct()];
        return new($"12 {file.Replace('_', ' ')}", "en", "false alarms, apps that post through their users", clients.Count(c => window.IsPostingApp(c, out _)) / (double)Math.Max(1, clients.Length), clients.Length, null);
    }

    /// <summary>Set 13: accounts of trend attackers with five posts or more whose posts are found to vanish.</summary>
    public static IEnumerable<EvalRow> Vanishing(EvalSource source, Action<string> skip)
    {
        var accounts = source.Measured(Trends, "post_delete_timing").Readable("post_delete_timing", skip, r => double.IsFinite(r.Number("lifetime_s"))).GroupBy(r => r["account_id"], StringComparer.Ordinal).Where(g => g.Count() >= 5).ToList();
        var context = new ScoringContext([new("any", new RiskParameters())], TermMatcher.Compile([]));
        var detector = new Detection.Signals.Detectors.VanishingPostsDetector();
        var found = accounts.Count(account =>
        {
            var soon = account.Count(r => r.Number("lifetime_s") <= 3600);
            var profile = new AccountProfile(account.Key) { Ends = new PostEnds(soon, 0) };
            return detector.Assess(new(profile, new AccountFeatures { Posts = account.Count() }, default, context, DateTimeOffset.UnixEpoch)).Any();
        });
        if (accounts.Count == 0) skip("post_delete_timing: no accounts with five posts");
        else yield return new("13 post deletions", "tr", "recall, accounts with five posts or more", found / (double)accounts.Count, accounts.Count, null);
    }

    /// <summary>Set 13: texts of trends that were made by random words around one, of which nobody says who posted them: each as from an account of its own.</summary>
    public static IEnumerable<EvalRow> Astroturf(EvalSource source, Action<string> skip)
    {
        var texts = source.Measured(Trends, "astroturf_texts").Readable("astroturf_texts", skip, r => r.Time("date") is not null);
        if (texts.Count == 0) skip(source.Without(Trends, "astroturf_texts"));
        else
            foreach (var row in OwnDetectors.Shares("13 astroturf texts", "tr", OwnDetectors.Run([.. texts.OrderBy(r => r.Time("date")).Select((r, i) => new OwnDetectors.Row(new AccountProfile($"a{i}"), [new PostInput($"p{i}", r.Time("date")!.Value, r["text"])], r.Time("date")!.Value, true))])))
                yield return row;
    }
}
