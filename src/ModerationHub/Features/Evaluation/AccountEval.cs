using System.Globalization;
using ModerationHub.Detection;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 6: how far profiles and habits tell automata from people, by source and kind, because sources give away their origin by missing fields.</summary>
static class AccountEval
{
    const string Set = "06_accounts";

    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip) => Profiles(source, skip).Concat(Habits(source, skip));

    /// <summary>The half that is measured where nothing else trains; the same on every run.</summary>
    public static bool Held(string id) => StableHash.Of(id) % 2 == 0;

    /// <summary>Accuracy, F1 and Matthews' correlation of labels told and true.</summary>
    public static IEnumerable<EvalRow> Figures(string set, IReadOnlyList<(bool Told, bool True)> said, string? baseline)
    {
        double tp = said.Count(s => s is (true, true)), fp = said.Count(s => s is (true, false)), fn = said.Count(s => s is (false, true)), tn = said.Count(s => s is (false, false));
        var root = Math.Sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        yield return new(set, "all", "accuracy", (tp + tn) / said.Count, said.Count, null);
        yield return new(set, "all", "F1", tp == 0 ? 0 : 2 * tp / ((2 * tp) + fp + fn), said.Count, baseline);
        yield return new(set, "all", "MCC", root == 0 ? 0 : ((tp * tn) - (fp * fn)) / root, said.Count, null);
    }

    static IEnumerable<EvalRow> Profiles(EvalSource source, Action<string> skip)
    {
        var measured = Labelled(source.Measured(Set, "profiles"), source.Measured(Set, "labels"));
        var training = Labelled(source.Training(Set, "profiles"), source.Training(Set, "labels"));
        var seen = measured.Select(r => r.Row["account_id"]).ToHashSet(StringComparer.Ordinal);
        (training, measured) = source.Apart ? (training.FindAll(r => !seen.Contains(r.Row["account_id"])), measured) : (training.FindAll(r => !Held(r.Row["account_id"])), measured.FindAll(r => Held(r.Row["account_id"])));
        if (Learn(training.Where(r => r.Source == "cresci-2017"), Whole) is { } own && measured.Any(r => r.Source == "cresci-2017"))
            foreach (var row in Figures("06 cresci-2017 profiles", [.. measured.Where(r => r.Source == "cresci-2017").Select(r => (own.Of(Whole(r.Row)) >= 0.5, r.IsBad))], null))
                yield return row;
        else skip("no cresci-2017 profiles to train on or to measure");
        if (Learn(training, Common) is not { } all) yield break;
        foreach (var kind in measured.GroupBy(r => (r.Subtype, r.IsBad)).OrderBy(g => g.Key.Subtype, StringComparer.Ordinal))
            yield return new($"06 {kind.Key.Subtype}", "all", kind.Key.IsBad ? "recall, fields that all sources have" : "false alarms, fields that all sources have",
                kind.Count(r => all.Of(Common(r.Row)) >= 0.5) / (double)kind.Count(), kind.Count(), null);
    }

    static IEnumerable<EvalRow> Habits(EvalSource source, Action<string> skip)
    {
        var training = source.Training(Set, "gilani2017_features");
        foreach (var band in source.Measured(Set, "gilani2017_features").GroupBy(r => r["follower_band"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var names = band.Select(r => r["screen_name"]).ToHashSet(StringComparer.Ordinal);
            var learn = training.Where(r => r["follower_band"] == band.Key && (source.Apart ? !names.Contains(r["screen_name"]) : !Held(r["screen_name"])));
            EvalCells[] held = [.. band.Where(r => source.Apart || Held(r["screen_name"]))];
            if (Train([.. learn.Select(r => (Habit(r), r["is_bot"] == "1"))]) is not { } model || held.Length == 0) skip($"gilani {band.Key}: nothing to train on or to measure");
            else
                foreach (var row in Figures($"06 gilani {band.Key}", [.. held.Select(r => (model.Of(Habit(r)) >= 0.5, r["is_bot"] == "1"))], null))
                    yield return row;
        }
    }

    sealed record Account(EvalCells Row, bool IsBad, string Subtype, string Source);

    static List<Account> Labelled(List<EvalCells> profiles, List<EvalCells> labels)
    {
        var known = labels.GroupBy(l => l["account_id"]).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. profiles.Where(p => known.ContainsKey(p["account_id"])).Select(p => (p, l: known[p["account_id"]])).Select(x => new Account(x.p, x.l["is_bad"] == "1", x.l["subtype"], x.l["set"]))];
    }

    static BoostedTrees? Learn(IEnumerable<Account> accounts, Func<EvalCells, double[]> numbers) => Train([.. accounts.Select(a => (numbers(a.Row), a.IsBad))]);

    /// <summary>Null when one of the two kinds is missing.</summary>
    public static BoostedTrees? Train(IReadOnlyList<(double[] Numbers, bool IsBad)> rows) =>
        rows.Select(r => r.IsBad).Distinct().Count() < 2 ? null : new BoostedTrees([.. rows.Select(r => r.Numbers)], [.. rows.Select(r => r.IsBad)]);

    static double[] Common(EvalCells r)
    {
        var (followers, following, posts, days) = (Log(r["followers"]), Log(r["following"]), Log(r["posts"]), Days(r));
        var name = r["screen_name"];
        return [followers, following, posts, followers - following, days, posts - Math.Log(1 + days), name.Length, name.Count(char.IsDigit), name.Reverse().TakeWhile(char.IsDigit).Count()];
    }

    static double[] Whole(EvalCells r) => [.. Common(r), Log(r["favourites"]), Log(r["listed"]), Log(r["favourites"]) - Log(r["posts"])];

    static double[] Habit(EvalCells r) =>
    [
        .. new[] { "user_tweeted", "user_retweeted", "user_favourited", "user_replied", "likes_per_tweet", "retweets_per_tweet", "lists_per_user", "follower_friend_ratio", "tweet_frequency",
            "favourite_tweet_ratio", "age_of_account_in_days", "sources_count", "urls_count", "cdn_content_in_kb" }.Select(column => Number(r[column])),
        .. Enumerable.Range(0, 7).Select(kind => r["source_identity"].Contains((char)('0' + kind), StringComparison.Ordinal) ? 1.0 : 0),
    ];

    public static double Log(string text) => Math.Log(1 + Math.Max(0, Number(text)));

    static double Days(EvalCells r) => Time(r["observed_at"]) is { } seen && Time(r["created_at"]) is { } made ? Math.Max(0, (seen - made).TotalDays) : double.NaN;

    static DateTimeOffset? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
