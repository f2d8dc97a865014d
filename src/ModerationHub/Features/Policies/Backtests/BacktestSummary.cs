namespace ModerationHub.Features.Policies.Backtests;

/// <summary>Puts together what a backtest found.</summary>
static class BacktestSummary
{
    const int MostTerms = 50;

    public static BacktestResult Of(BacktestPlan plan, BacktestFindings findings, BacktestJudged all, long posts, TimeSpan took)
    {
        var judged = all.Over;
        var added = judged.Where(a => a is { Draft: true, Live: false }).OrderByDescending(a => a.RiskDraft).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        var lost = judged.Where(a => a is { Draft: false, Live: true }).OrderByDescending(a => a.RiskLive).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        var languages = judged.Select(a => a.Language).Concat(findings.Languages.Keys).Distinct()
            .Select(language => new LanguageOutcome(language, findings.Languages.GetValueOrDefault(language)?.All ?? 0,
                judged.Count(a => a.Live && a.Language == language), judged.Count(a => a.Draft && a.Language == language),
                Verdicts(added.Where(a => a.Language == language)), Verdicts(lost.Where(a => a.Language == language))))
            .OrderByDescending(l => l.Draft + l.Live).ThenByDescending(l => l.Posts).ThenBy(l => l.Language, StringComparer.Ordinal).ToList();
        return new BacktestResult(posts, all.Accounts, Math.Round(took.TotalSeconds, 2), plan.ReadsAll, languages, Breadth(plan, findings),
            Listed(added), Listed(lost), all.Incomplete);
    }

    // Only where every post was counted is there a whole to compare with.
    static List<TermBreadth> Breadth(BacktestPlan plan, BacktestFindings findings)
    {
        if (!plan.CountsAll)
            return [];
        var fresh = (plan.AddedTerms?.Terms ?? []).Select(t => t.Id).Concat(plan.RaisedTerms).ToHashSet(StringComparer.Ordinal);
        var rules = (plan.AddedRules?.Rules ?? []).ToDictionary(r => r.Rule.Id, r => r.Rule.Name, StringComparer.Ordinal);
        var terms = findings.Terms.Where(t => fresh.Contains(plan.DraftTerms.Terms[t.Key.Term].Id)).Select(t => Of(plan.DraftTerms.Terms[t.Key.Term].Id, plan.DraftTerms.Terms[t.Key.Term].Text, t.Key.Language, t.Value));
        return [.. terms.Concat(findings.Rules.Select(r => Of(r.Key.Rule, rules[r.Key.Rule], r.Key.Language, r.Value))).OrderByDescending(t => t.TooBroad).ThenByDescending(t => t.Share).ThenByDescending(t => t.Posts).ThenBy(t => t.Text, StringComparer.Ordinal).Take(MostTerms)];

        TermBreadth Of(string id, string text, string language, PostCount count)
        {
            var whole = findings.Languages.GetValueOrDefault(language)?.Ordinary ?? 0;
            var share = whole > 0 ? (double)count.Ordinary / whole : 0;
            return new TermBreadth(Guid.Parse(id), text, language, count.All, Math.Round(share, 4), share >= BacktestResult.BroadShare && whole >= BacktestResult.EnoughPosts);
        }
    }

    static HumanVerdicts Verdicts(IEnumerable<JudgedAccount> accounts) => accounts.Aggregate(new HumanVerdicts(0, 0, 0), (sum, a) => sum.Plus(a.Upheld));

    static List<BacktestAccount> Listed(IEnumerable<JudgedAccount> accounts) => [.. accounts.Take(BacktestResult.MostListed)
        .Select(a => new BacktestAccount(a.Id, a.Handle, a.Language, Math.Round(a.RiskLive, 4), Math.Round(a.RiskDraft, 4), a.Upheld))];
}
