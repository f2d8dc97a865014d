using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>Puts together what a backtest found.</summary>
static class BacktestSummary
{
    const int MostTerms = 50;

    public static BacktestResult Of(BacktestPlan plan, BacktestFindings findings, IReadOnlyCollection<JudgedAccount> judged, long posts, TimeSpan took)
    {
        var added = judged.Where(a => a is { Draft: true, Live: false }).OrderByDescending(a => a.RiskDraft).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        var lost = judged.Where(a => a is { Draft: false, Live: true }).OrderByDescending(a => a.RiskLive).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
        var languages = judged.Where(a => a.Live || a.Draft).Select(a => a.Language).Concat(findings.Languages.Keys).Distinct()
            .Select(language => new LanguageOutcome(language, findings.Languages.GetValueOrDefault(language)?.All ?? 0,
                judged.Count(a => a.Live && a.Language == language), judged.Count(a => a.Draft && a.Language == language),
                Verdicts(added.Where(a => a.Language == language)), Verdicts(lost.Where(a => a.Language == language))))
            .OrderByDescending(l => l.Draft + l.Live).ThenByDescending(l => l.Posts).ThenBy(l => l.Language, StringComparer.Ordinal).ToList();
        return new BacktestResult(posts, judged.Count, Math.Round(took.TotalSeconds, 2), plan.AddedTerms is not null, languages, Breadth(plan, findings),
            Listed(added), Listed(lost));
    }

    // Only where every post was read is there a whole to compare with.
    static List<TermBreadth> Breadth(BacktestPlan plan, BacktestFindings findings)
    {
        if (plan.AddedTerms is not { } added)
            return [];
        var fresh = added.Terms.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        return [.. findings.Terms.Where(t => fresh.Contains(plan.DraftTerms.Terms[t.Key.Term].Id)).Select(t =>
        {
            var whole = findings.Languages.GetValueOrDefault(t.Key.Language)?.Ordinary ?? 0;
            var share = whole > 0 ? (double)t.Value.Ordinary / whole : 0;
            Term term = plan.DraftTerms.Terms[t.Key.Term];
            return new TermBreadth(Guid.Parse(term.Id), term.Text, t.Key.Language, t.Value.All, Math.Round(share, 4),
                share >= BacktestResult.BroadShare && whole >= BacktestResult.EnoughPosts);
        }).OrderByDescending(t => t.TooBroad).ThenByDescending(t => t.Share).ThenByDescending(t => t.Posts).ThenBy(t => t.Text, StringComparer.Ordinal).Take(MostTerms)];
    }

    static HumanVerdicts Verdicts(IEnumerable<JudgedAccount> accounts) => accounts.Aggregate(new HumanVerdicts(0, 0, 0), (sum, a) => sum.Plus(a.Upheld));

    static List<BacktestAccount> Listed(IEnumerable<JudgedAccount> accounts) => [.. accounts.Take(BacktestResult.MostListed)
        .Select(a => new BacktestAccount(a.Id, a.Handle, a.Language, Math.Round(a.RiskLive, 4), Math.Round(a.RiskDraft, 4), a.Upheld))];
}
