using System.Security.Cryptography;
using System.Text;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Learning;

/// <summary>A text with what a person said of it.</summary>
/// <param name="Origin">The account that posted it, or the file's text itself: what is held back is held back whole.</param>
public sealed record LabelledText(string Text, bool Positive, string? Language, string Origin, DateTimeOffset At)
{
    /// <summary>
    /// By the origin alone, so that a text which was held back once is held back from every later training too: champion and
    /// challenger are measured on texts that neither has seen.
    /// </summary>
    public bool HeldBack => Hash(Origin)[0] % 4 == 0;

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Each text once, by its normalised form: the newest word on it counts, unless moderators and a file disagree at the same time.</summary>
    public static IReadOnlyList<LabelledText> Distinct(IEnumerable<LabelledText> texts)
    {
        var known = new Dictionary<string, LabelledText>(StringComparer.Ordinal);
        var buffer = new NormalisedText();
        foreach (var text in texts.OrderBy(t => t.At).ThenBy(t => t.Origin, StringComparer.Ordinal).ThenBy(t => t.Text, StringComparer.Ordinal).ThenBy(t => t.Positive))
        {
            TextNormaliser.Normalise(text.Text, buffer);
            if (buffer.Length > 0)
                known[buffer.ToString()] = text;
        }
        return [.. known.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => k.Value)];
    }

    /// <summary>Hexadecimal SHA-256 over all of them in their order: the same digest, seed and settings give the same model.</summary>
    public static string Digest(IReadOnlyList<LabelledText> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
            hash.AppendData(Hash($"{text.Text.Length}:{text.Text}\n{(text.Positive ? 1 : 0)}\n{text.Language}\n{text.Origin}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>How much there is to learn from.</summary>
/// <param name="PositiveSources">Accounts and imported texts that the positive ones come from.</param>
/// <param name="HeldBackPositives">Of the positive ones, those held back for measuring.</param>
public sealed record TrainingStock(int Positives, int Negatives, int PositiveSources, int NegativeSources, int HeldBackPositives, int HeldBackNegatives)
{
    public static TrainingStock Of(IReadOnlyList<LabelledText> texts) => new(
        texts.Count(t => t.Positive), texts.Count(t => !t.Positive),
        texts.Where(t => t.Positive).DistinctBy(t => t.Origin).Count(), texts.Where(t => !t.Positive).DistinctBy(t => t.Origin).Count(),
        texts.Count(t => t.Positive && t.HeldBack), texts.Count(t => !t.Positive && t.HeldBack));

    public bool Suffices => Missing().Count == 0;

    /// <summary>What is missing, each with how many: few words for the page to say in its language.</summary>
    public IReadOnlyList<Shortage> Missing()
    {
        List<Shortage> missing = [];
        Add(ShortOf.Positives, Positives, Domain.Learning.LearningRules.FewestExamples);
        Add(ShortOf.Negatives, Negatives, Domain.Learning.LearningRules.FewestExamples);
        Add(ShortOf.PositiveSources, PositiveSources, Domain.Learning.LearningRules.FewestSources);
        Add(ShortOf.NegativeSources, NegativeSources, Domain.Learning.LearningRules.FewestSources);
        Add(ShortOf.HeldBackPositives, HeldBackPositives, Domain.Learning.LearningRules.FewestHeldBack);
        Add(ShortOf.HeldBackNegatives, HeldBackNegatives, Domain.Learning.LearningRules.FewestHeldBack);
        Add(ShortOf.TrainingPositives, Positives - HeldBackPositives, TextClassifierTrainer.Folds);
        Add(ShortOf.TrainingNegatives, Negatives - HeldBackNegatives, TextClassifierTrainer.Folds);
        return missing;

        void Add(ShortOf what, int there, int needed)
        {
            if (there < needed)
                missing.Add(new(what, needed - there));
        }
    }
}

public enum ShortOf { Positives, Negatives, PositiveSources, NegativeSources, HeldBackPositives, HeldBackNegatives, TrainingPositives, TrainingNegatives }

public sealed record Shortage(ShortOf What, int Number);
