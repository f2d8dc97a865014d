namespace ModerationHub.Features.Evaluation;

/// <summary>One line of the result.</summary>
/// <param name="Figure">Between 0 and 1; ratios may be over it.</param>
/// <param name="N">Number of things that were measured.</param>
/// <param name="Baseline">What others published for the set, in their words; null when nothing is known.</param>
sealed record EvalRow(string Set, string Language, string Metric, double Figure, int N, string? Baseline);

/// <summary>One folder of the layout and what measures it.</summary>
sealed record EvalSet(string Folder, Func<EvalSource, Action<string>, IEnumerable<EvalRow>> Measure);

static class EvalSets
{
    public static readonly IReadOnlyList<EvalSet> All =
    [
        new("01_text_english", TextEval.English),
        new("02_text_multilingual", TextEval.Multilingual),
        new("03_text_spam", TextEval.Spam),
        new("04_coordination", CoordinationEval.Measure),
        new("05_coshare_reference", CoordinationEval.CoSharing),
        new("06_accounts", AccountEval.Measure),
        new("07_ban_evasion", LineageEval.Measure),
        new("08_near_duplicate", NearDuplicateEval.Measure),
        new("09_pdq", PdqEval.Measure),
        new("10_language_id", LanguageEval.Measure),
        new("11_benign_contrast", TextEval.Benign),
        new("12_client_source", ClientEval.Measure),
        new("13_trend_bots", ClientEval.Vanishing),
    ];
}
