using System.Globalization;
using System.Text.RegularExpressions;
using ModerationHub.Detection.Coordination;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 04: accounts of campaigns among people who push the same hashtags openly. Set 05: pairs and networks against a published program's, one by one.</summary>
static partial class CoordinationEval
{
    const string Accounts = "04_coordination";
    const string Reference = "05_coshare_reference";
    const string Labels = "_labels";

    public static IEnumerable<EvalRow> Campaigns(EvalSource source, Action<string> skip)
    {
        var measured = source.MeasuredNames(Accounts, Labels).Select(name => (name, Accounts: Scored(name, source.Measured(Accounts, name + "_posts"), source.Measured(Accounts, name + Labels), skip))).ToList();
        // One number tells the accounts apart; where it cuts is learned from other accounts than those that are measured.
        var training = source.Apart
            ? source.TrainingNames(Accounts, Labels).SelectMany(name => Scored(name, source.Training(Accounts, name + "_posts"), source.Training(Accounts, name + Labels), skip)).ExceptBy(measured.SelectMany(m => m.Accounts).Select(a => a.Id), a => a.Id).ToList()
            : measured.SelectMany(m => m.Accounts).Where(a => !AccountEval.Held(a.Id)).ToList();
        if (training.Select(a => a.IsCampaign).Distinct().Count() < 2)
        {
            skip("no accounts of both kinds to learn the threshold from");
            yield break;
        }
        var threshold = Calibration.BalancedThreshold([.. training.Select(a => a.Score)], [.. training.Select(a => a.IsCampaign)]);
        foreach (var (name, accounts) in measured)
        {
            var held = accounts.FindAll(a => source.Apart || AccountEval.Held(a.Id));
            long hits = held.Count(a => a.IsCampaign && a.Score >= threshold), alarms = held.Count(a => !a.IsCampaign && a.Score >= threshold), misses = held.Count(a => a.IsCampaign) - hits;
            var set = "04 " + name.Replace('_', ' ');
            yield return new(set, "all", "precision", hits == 0 ? 0 : hits / (double)(hits + alarms), held.Count, null);
            yield return new(set, "all", "recall", hits == 0 ? 0 : hits / (double)(hits + misses), held.Count, null);
            yield return new(set, "all", "F1", Calibration.F1(hits, alarms, misses), held.Count, null);
            // No threshold, nothing learned: all accounts.
            yield return new(set, "all", "ROC-AUC", Calibration.RankArea([.. accounts.Select(a => a.Score)], [.. accounts.Select(a => a.IsCampaign)]), accounts.Count, null);
        }
    }

    public static IEnumerable<EvalRow> CoSharing(EvalSource source, Action<string> skip)
    {
        foreach (var name in source.MeasuredNames(Reference, ""))
        {
            if (Expected().Match(name) is not { Success: true } match) continue;
            var input = match.Groups["input"].Value + "_input";
            var shares = source.Measured(Reference, input).Readable(input, skip, r => r.Whole("timestamp_share") is not null)
                .ConvertAll(r => new Share(r["object_id"], r["account_id"], r["content_id"], r.Whole("timestamp_share")!.Value));
            if (shares.Count == 0 || !source.Lists(Reference, name))
            {
                skip($"{name}: no shares to compare with");
                continue;
            }
            var pairs = CoShares.Find(shares, long.Parse(match.Groups["window"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["fewest"].Value, CultureInfo.InvariantCulture));
            var number = match.Groups["what"].Value == "pairs" ? "time_delta" : "weight";
            var expected = source.Measured(Reference, name).Readable(name, skip, r => r.Whole(number) is not null);
            yield return number == "time_delta"
                ? Same(name, pairs.Select(p => (p.Older.Thing, CoShares.Edge(p.Older.Content, p.Newer.Content), p.Seconds)),
                    expected.Select(r => (r["object_id"], CoShares.Edge(r["content_id"], r["content_id_y"]), r.Whole(number)!.Value)))
                : Same(name, CoShares.Network(pairs).Select(e => (e.Key, (long)e.Value)),
                    expected.Select(r => (CoShares.Edge(r["account_id"], r["account_id_y"]), r.Whole(number)!.Value)));
        }
    }

    static EvalRow Same<T>(string name, IEnumerable<T> found, IEnumerable<T> expected)
    {
        var (left, right) = (found.ToHashSet(), expected.ToHashSet());
        var all = left.Union(right).Count();
        return new("05 " + name.Replace('_', ' '), "all", "share equal to reference", all == 0 ? 1 : left.Intersect(right).Count() / (double)all, right.Count, "1 (CooRTweet 2.1.3)");
    }

    sealed record Account(string Id, double Score, bool IsCampaign);

    static List<Account> Scored(string name, List<EvalCells> posts, List<EvalCells> labels, Action<string> skip)
    {
        var scores = SharedActivity.Of([.. posts.Readable(name + "_posts", skip, r => r.Time("created_at") is not null).Select(r => new SharedPost(r["account_id"], r.Time("created_at")!.Value, r["text"],
            r["hashtags"].Split(' ', StringSplitOptions.RemoveEmptyEntries)))]);
        return labels.Readable(name + Labels, skip, r => r.Label("is_campaign") is not null).ConvertAll(r => new Account(r["account_id"], scores.GetValueOrDefault(r["account_id"]), r.Label("is_campaign") is true));
    }

    [GeneratedRegex(@"^(?<input>.+)_expected_(?<what>pairs|network)_tw(?<window>[0-9]{1,9})_mp(?<fewest>[0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex Expected();
}
