namespace ModerationHub.Features.Evaluation;

/// <summary>One line of the result.</summary>
/// <param name="Figure">Between 0 and 1; ratios may be over it.</param>
/// <param name="N">Number of things that were measured.</param>
/// <param name="Baseline">What others published for the set, in their words; null when nothing is known.</param>
sealed record EvalRow(string Set, string Language, string Metric, double Figure, int N, string? Baseline);

/// <summary>Measures one thing of a set; what it leaves out it names.</summary>
delegate IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip);

/// <summary>One folder of the layout and what measures it, each for itself: what one part stumbles over does not cost the others.</summary>
sealed record EvalSet(string Folder, params Measure[] Measures);

static class EvalSets
{
    public static readonly IReadOnlyList<EvalSet> All =
    [
        new("01_text_english", TextEval.English),
        new("02_text_multilingual", TextEval.Multilingual, HarmlessEval.HateCheck),
        new("03_text_spam", TextEval.Spam),
        new("04_coordination", CoordinationEval.Campaigns),
        new("05_coshare_reference", CoordinationEval.CoSharing),
        new("06_accounts", AccountEval.Profiles, AccountEval.Habits, AccountEval.Own),
        new("07_ban_evasion", LineageEval.Returns, LineageEval.Renames),
        new("08_near_duplicate", NearDuplicateEval.Measure),
        new("09_pdq", ImageHashEval.Measure, PdqEval.Needles, PdqEval.Pairs),
        new("10_language_id", LanguageEval.Measure),
        new("11_benign_contrast", HarmlessEval.Contrast, HarmlessEval.OwnTexts),
        new("12_client_source", ClientEval.Bots, ClientEval.Raised),
        new("13_trend_bots", ClientEval.Vanishing, ClientEval.Astroturf),
    ];
}
