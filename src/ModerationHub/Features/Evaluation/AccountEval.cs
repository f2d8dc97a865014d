using ModerationHub.Detection;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 06: how far profiles and habits tell automata from people, by source and kind, because sources give away their origin by missing fields; and what the hub's own detectors say of the same rows.</summary>
static class AccountEval
{
    /// <summary>Said in the metric: it is no quality of the hub.</summary>
    public const string MeasuredOnly = ", measured only: trees that the hub does not run";

    const string Set = "06_accounts";
    const string Cresci = "cresci";

    // The set tells how old its accounts were, not when they were looked at.
    static readonly DateTimeOffset Seen = new(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The half that is measured where nothing else trains; the same on every run.</summary>
    public static bool Held(string id) => StableHash.Of(id) % 2 == 0;

    /// <summary>Accuracy, F1 and Matthews' correlation of labels told and true.</summary>
    public static IEnumerable<EvalRow> Figures(string set, IReadOnlyList<(bool Told, bool True)> said)
    {
        double tp = said.Count(s => s is (true, true)), fp = said.Count(s => s is (true, false)), fn = said.Count(s => s is (false, true)), tn = said.Count(s => s is (false, false));
        var root = Math.Sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        yield return new(set, "all", "accuracy" + MeasuredOnly, (tp + tn) / said.Count, said.Count, null);
        yield return new(set, "all", "F1" + MeasuredOnly, tp == 0 ? 0 : 2 * tp / ((2 * tp) + fp + fn), said.Count, null);
        yield return new(set, "all", "MCC" + MeasuredOnly, root == 0 ? 0 : ((tp * tn) - (fp * fn)) / root, said.Count, null);
    }

    public static IEnumerable<EvalRow> Profiles(EvalSource source, Action<string> skip)
    {
        var measured = Labelled(source.Measured(Set, "profiles"), source.Measured(Set, "labels"), skip);
        var training = source.Apart ? Labelled(source.Training(Set, "profiles"), source.Training(Set, "labels"), skip) : measured;
        var seen = measured.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        (training, measured) = source.Apart ? (training.FindAll(a => !seen.Contains(a.Id)), measured) : (training.FindAll(a => !Held(a.Id)), measured.FindAll(a => Held(a.Id)));
        foreach (var row in OfCresci(training.FindAll(IsCresci), measured.FindAll(IsCresci), skip)) yield return row;
        if (Learn(training, Common) is not { } all)
        {
            skip("no profiles of both kinds to train on");
            yield break;
        }
        foreach (var kind in measured.GroupBy(a => (a.Subtype, a.IsBad)).OrderBy(g => g.Key.Subtype, StringComparer.Ordinal))
            yield return new($"06 {kind.Key.Subtype}", "all", (kind.Key.IsBad ? "recall" : "false alarms") + ", fields that all sources have" + MeasuredOnly,
                kind.Count(a => all.Of(Common(a.Row)) >= 0.5) / (double)kind.Count(), kind.Count(), null);
    }

    // A row for each of the sets that Cresci and others published, and for each kind of automaton in one against the people in it.
    static IEnumerable<EvalRow> OfCresci(List<Account> training, List<Account> measured, Action<string> skip)
    {
        if (Learn(training, Whole) is not { } model || measured.Count == 0)
        {
            skip("no cresci profiles to train on or to measure");
            yield break;
        }
        var said = measured.ConvertAll(a => (Account: a, Told: model.Of(Whole(a.Row)) >= 0.5));
        foreach (var set in said.GroupBy(s => s.Account.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var bad = set.Where(s => s.Account.IsBad).GroupBy(s => s.Account.Subtype).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            var good = set.Where(s => !s.Account.IsBad).ToList();
            // Where people stand under a name of their own, they are those of all.
            if (good.Count == 0) good = said.FindAll(s => !s.Account.IsBad);
            if (bad.Count == 0 || good.Count == 0)
            {
                if (bad.Count > 0) skip($"{set.Key}: no genuine accounts to tell from");
                continue;
            }
            (bool, bool)[] Pairs(IEnumerable<(Account Account, bool Told)> some) => [.. some.Concat(good).Select(s => (s.Told, s.Account.IsBad))];
            if (bad.Count > 1)
                foreach (var row in Figures($"06 {set.Key} profiles", Pairs(bad.SelectMany(b => b)))) yield return row;
            foreach (var kind in bad)
                foreach (var row in Figures($"06 {set.Key} profiles, {kind.Key}", Pairs(kind))) yield return row;
        }
    }

    public static IEnumerable<EvalRow> Habits(EvalSource source, Action<string> skip)
    {
        var training = source.Training(Set, "gilani2017_features").FindAll(r => r.Label("is_bot") is not null);
        foreach (var band in Gilani(source, skip).GroupBy(r => r["follower_band"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var names = band.Select(r => r["screen_name"]).ToHashSet(StringComparer.Ordinal);
            var others = training.FindAll(r => source.Apart ? !names.Contains(r["screen_name"]) : !Held(r["screen_name"]));
            // A band that nothing trains is told by what the others teach.
            var own = others.FindAll(r => r["follower_band"] == band.Key);
            var model = Train([.. own.Select(Lesson)]) ?? Train([.. others.Select(Lesson)]);
            foreach (var row in OwnDetectors.Shares($"06 gilani {band.Key}", "all", OwnDetectors.Run([.. band.Select(HabitRow)]))) yield return row;
            EvalCells[] held = [.. band.Where(r => source.Apart || Held(r["screen_name"]))];
            if (model is null || held.Length == 0) skip($"gilani {band.Key}: nothing to train on or to measure");
            else
                foreach (var row in Figures($"06 gilani {band.Key}", [.. held.Select(r => (model.Of(Habit(r)) >= 0.5, r.Label("is_bot") is true))]))
                    yield return row;
        }

        static OwnDetectors.Row HabitRow(EvalCells r) => new(new AccountProfile(r["screen_name"], r["screen_name"])
        {
            Bio = Unknown, DisplayName = Unknown, CreatedAt = r.Number("age_of_account_in_days") is >= 0 and < 10_000 and var age ? Seen.AddDays(-age) : null,
        }, [], Seen, r.Label("is_bot") is true);

        static (double[], bool) Lesson(EvalCells r) => (Habit(r), r.Label("is_bot") is true);
    }

    static List<EvalCells> Gilani(EvalSource source, Action<string> skip) =>
        source.Measured(Set, "gilani2017_features").Readable("gilani2017_features", skip, r => r.Label("is_bot") is not null);

    /// <summary>The hub's detectors go by what accounts post and do together: of a profile alone they can say little, and what they say only supports.</summary>
    public static IEnumerable<EvalRow> Own(EvalSource source, Action<string> skip)
    {
        var accounts = Labelled(source.Measured(Set, "profiles"), source.Measured(Set, "labels"), skip);
        var given = accounts.GroupBy(a => a.Source).ToDictionary(g => g.Key, g => new[] { "description", "name" }.Where(column => g.Any(a => a.Row[column].Length > 0)).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var judged = OwnDetectors.Run(accounts.ConvertAll(a => new OwnDetectors.Row(Profile(a.Id, a.Row, given[a.Source]), [], a.Row.Time("observed_at") ?? default, a.IsBad)));
        foreach (var set in accounts.Zip(judged).GroupBy(x => x.First.Source, x => x.Second).OrderBy(g => g.Key, StringComparer.Ordinal))
            foreach (var row in OwnDetectors.Shares($"06 {set.Key} profiles", "all", [.. set])) yield return row;
    }

    // What a source tells of nobody is not missing in anybody's profile.
    public const string Unknown = "not told";

    static AccountProfile Profile(string id, EvalCells r, HashSet<string> given) => new(id, r["screen_name"])
    {
        Bio = given.Contains("description") ? r["description"] : Unknown, DisplayName = given.Contains("name") ? r["name"] : Unknown,
        CreatedAt = r.Time("observed_at") is null ? null : r.Time("created_at"), HasAvatar = !r.Label("default_profile_image"),
        Followers = r.Whole("followers"), Following = r.Whole("following"), Posts = r.Whole("posts"),
    };

    sealed record Account(string Id, EvalCells Row, bool IsBad, string Subtype, string Source);

    static bool IsCresci(Account account) => account.Source.StartsWith(Cresci, StringComparison.OrdinalIgnoreCase);

    static List<Account> Labelled(List<EvalCells> profiles, List<EvalCells> labels, Action<string> skip)
    {
        var known = labels.Readable("labels", skip, l => l.Label("is_bad") is not null).GroupBy(l => l["account_id"]).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. profiles.Where(p => known.ContainsKey(p["account_id"])).Select(p => (p, l: known[p["account_id"]])).Select(x => new Account(x.p["account_id"], x.p, x.l.Label("is_bad") is true, x.l["subtype"], x.l["set"]))];
    }

    static BoostedTrees? Learn(IEnumerable<Account> accounts, Func<EvalCells, double[]> numbers) => Train([.. accounts.Select(a => (numbers(a.Row), a.IsBad))]);

    /// <summary>Null when one of the two kinds is missing.</summary>
    public static BoostedTrees? Train(IReadOnlyList<(double[] Numbers, bool IsBad)> rows) =>
        rows.Select(r => r.IsBad).Distinct().Count() < 2 ? null : new BoostedTrees([.. rows.Select(r => r.Numbers)], [.. rows.Select(r => r.IsBad)]);

    static double[] Common(EvalCells r)
    {
        var (followers, following, posts, days) = (Log(r, "followers"), Log(r, "following"), Log(r, "posts"), Days(r));
        var name = r["screen_name"];
        return [followers, following, posts, followers - following, days, posts - Math.Log(1 + days), name.Length, name.Count(char.IsDigit), name.Reverse().TakeWhile(char.IsDigit).Count()];
    }

    static double[] Whole(EvalCells r) => [.. Common(r), Log(r, "favourites"), Log(r, "listed"), Log(r, "favourites") - Log(r, "posts")];

    static double[] Habit(EvalCells r) =>
    [
        .. new[] { "user_tweeted", "user_retweeted", "user_favourited", "user_replied", "likes_per_tweet", "retweets_per_tweet", "lists_per_user", "follower_friend_ratio", "tweet_frequency",
            "favourite_tweet_ratio", "age_of_account_in_days", "sources_count", "urls_count", "cdn_content_in_kb" }.Select(r.Number),
        .. Enumerable.Range(0, 7).Select(kind => r["source_identity"].Contains((char)('0' + kind), StringComparison.Ordinal) ? 1.0 : 0),
    ];

    public static double Log(EvalCells r, string column) => Math.Log(1 + Math.Max(0, r.Number(column)));

    static double Days(EvalCells r) => r.Time("observed_at") is { } seen && r.Time("created_at") is { } made ? Math.Max(0, (seen - made).TotalDays) : double.NaN;
}
