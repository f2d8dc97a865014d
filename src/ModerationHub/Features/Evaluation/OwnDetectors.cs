using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>What the hub itself says of labelled rows: its own detectors, run as scoring runs them, with nothing learned from the rows.</summary>
static class OwnDetectors
{
    /// <summary>One account, as a set gives it.</summary>
    public sealed record Row(AccountProfile Profile, PostInput[] Posts, DateTimeOffset Now, bool IsBad);

    static ScoringContext Context() => new([new("any", new RiskParameters(), ConductAlone: true)], TermMatcher.Compile([]));

    /// <summary>On each row, in order: the detectors that gave a signal, and whether the account became a candidate.</summary>
    public static List<(Row Row, HashSet<string> Fired, bool Candidate)> Run(IReadOnlyList<Row> rows)
    {
        var (context, scorer) = (Context(), new AccountScorer());
        ScoreResult Score(Row row) => scorer.Apply(row.Profile, new(), default, row.Posts, context, row.Now);
        // Once to fill the windows: who comes before its like is looked at again.
        foreach (var row in rows) Score(row);
        return [.. rows.Select(row => (row, Score(row))).Select(x => (x.row, x.Item2.Signals.Where(s => s.Kind != EvidenceKind.Exculpatory).Select(s => s.Detector).ToHashSet(StringComparer.Ordinal), x.Item2.Risks.Any(r => r.Crosses)))];
    }

    /// <summary>For each detector that gave a signal at all, how often on bad accounts and how often on good ones.</summary>
    public static IEnumerable<EvalRow> Shares(string set, string language, IReadOnlyList<(Row Row, HashSet<string> Fired, bool Candidate)> judged)
    {
        foreach (var (kind, some) in new[] { ("bad", judged.Where(j => j.Row.IsBad).ToList()), ("good", judged.Where(j => !j.Row.IsBad).ToList()) })
        {
            if (some.Count == 0) continue;
            foreach (var detector in judged.SelectMany(j => j.Fired).Distinct().Order(StringComparer.Ordinal))
                yield return new(set, language, $"the hub's {detector}, share fired on {kind} accounts", some.Count(j => j.Fired.Contains(detector)) / (double)some.Count, some.Count, null);
            yield return new(set, language, $"the hub's candidates, share of {kind} accounts", some.Count(j => j.Candidate) / (double)some.Count, some.Count, null);
        }
    }

    /// <summary>Whether a text would be marked for reviewers by any of these models, asked as scoring asks them.</summary>
    public static Func<string, bool> Marks(params IEnumerable<TextClassifier?> models)
    {
        TextModel[] inForce = [.. models.OfType<TextClassifier>().Select((model, i) => new LearnedTextModel($"p{i}", "v1", model))];
        var (context, scorer) = (new ScoringContext([.. inForce.Select(m => new ScoringPolicy(m.Policy, new RiskParameters()))], TermMatcher.Compile([]), detectors: new([new TextModelDetector()]), textModels: inForce), new AccountScorer());
        return text => scorer.Apply(new("a"), new(), default, [new PostInput("p", DateTimeOffset.UnixEpoch, text)], context, DateTimeOffset.UnixEpoch).PostSignals.Count > 0;
    }

    /// <summary>The probability from which on scoring takes a text for evidence.</summary>
    public static double EvidentFrom(TextClassifier model) => new LearnedTextModel("", "", model).Threshold;
}
