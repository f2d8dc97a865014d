using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class TextClassifierTests
{
    private static readonly string[] Sold = ["cheap watches", "free followers", "win a phone", "click my channel", "buy likes now"];
    private static readonly string[] Said = ["the harbour at night", "my sister sings", "rain again today", "a long walk home", "tea with friends"];

    // Three quarters of the selling texts are labelled, so that no probability near one would be right.
    private static readonly List<TextExample> Examples = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0
        ? TextExample.Of($"{Sold[i / 2 % 5]} number {i % 37}", i % 8 != 0)
        : TextExample.Of($"{Said[i / 2 % 5]} number {i % 37}", false))];

    [Fact]
    public void Tells_the_classes_apart_in_other_spellings()
    {
        var model = TextClassifierTrainer.Train(Examples);
        Assert.True(model.IsPositive("FREE followers!!"));
        Assert.True(model.IsPositive("fr\u200Bee f0llowers"));
        Assert.False(model.IsPositive("my sister sings in the harbour"));
    }

    [Fact]
    public void The_same_examples_give_the_same_bits()
    {
        var (one, two) = (TextClassifierTrainer.Train(Examples), TextClassifierTrainer.Train(Examples));
        Assert.Equal(one.Threshold, two.Threshold);
        Assert.All(Sold.Concat(Said), text => Assert.Equal(one.Probability(text), two.Probability(text)));
    }

    [Fact]
    public void Probabilities_are_calibrated()
    {
        var model = TextClassifierTrainer.Train(Examples);
        var mean = Examples.Average(e => model.Probability(e.Buckets));
        Assert.Equal(Examples.Count(e => e.Positive) / (double)Examples.Count, mean, 0.05);
        Assert.InRange(model.Threshold, 0, 1);
    }

    [Fact]
    public void Explains_by_the_words_that_count_most()
    {
        var reasons = TextClassifierTrainer.Train(Examples).Explain("my friend has free followers", 3);
        Assert.Equal(3, reasons.Count);
        Assert.Contains(reasons, r => r.Ngram.Contains("followers", StringComparison.Ordinal) && r.Weight > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uD800")]
    [InlineData("https://")]
    public void Any_text_has_a_probability(string text)
    {
        var model = TextClassifierTrainer.Train(Examples);
        Assert.InRange(model.Probability(text), 0, 1);
        Assert.All(model.Explain(text), r => Assert.True(double.IsFinite(r.Weight)));
    }

    [Fact]
    public void One_class_alone_cannot_train() =>
        Assert.Throws<ArgumentException>(() => TextClassifierTrainer.Train([.. Examples.Where(e => !e.Positive)]));

    [Fact]
    public void The_threshold_separates_what_can_be_separated()
    {
        var threshold = Calibration.BalancedThreshold([-2, -1, 1, 2], [false, false, true, true]);
        Assert.InRange(threshold, -1, 1);
        Assert.Equal(1, Calibration.MacroF1(2, 0, 0, 2));
        Assert.Equal(0, Calibration.F1(0, 3, 3));
    }

    [Fact]
    public void Probabilities_are_held_against_what_came_of_them()
    {
        // Thirty texts, two a bin: in fourteen bins the share is what was said, in the last one half as much.
        double[] said = [.. Enumerable.Range(0, 28).Select(i => i < 14 ? 0.0 : 0.5), 1, 1];
        bool[] labels = [.. Enumerable.Range(0, 28).Select(i => i >= 14 && i % 2 == 0), true, false];
        Assert.Equal(1 / 30.0, Calibration.ExpectedError(said, labels), 9);
        Assert.Equal(((14 * 0.25) + 1) / 30, Calibration.Brier(said, labels), 9);
        // The order in which texts come counts for nothing, and fewer texts than bins are a bin each.
        Assert.Equal(1 / 30.0, Calibration.ExpectedError([.. said.Reverse()], [.. labels.Reverse()]), 9);
        Assert.Equal(0.25, Calibration.ExpectedError([0.25, 0.75], [false, true]), 9);
        Assert.Throws<ArgumentException>(() => Calibration.ExpectedError([], []));
        Assert.Throws<ArgumentException>(() => Calibration.Brier([0.5], []));
    }

    [Fact]
    public void A_ratio_of_shares_comes_with_an_interval_that_knows_which_texts_are_of_one_making()
    {
        // The same shares, but in whole groups: ten makings of which one is flagged throughout say less than a hundred texts.
        var apart = Enumerable.Range(0, 100).Select(i => (i % 10 == 0 ? 1 : 0, 1)).ToList();
        var together = Enumerable.Range(0, 10).Select(i => (i == 0 ? 10 : 0, 10)).ToList();
        var other = Enumerable.Range(0, 100).Select(i => (i % 20 == 0 ? 1 : 0, 1)).ToList();
        var (loose, whole) = (Calibration.RatioOfShares(apart, other), Calibration.RatioOfShares(together, other));
        Assert.Equal(10.5 / 5.5, loose.Ratio, 9);
        Assert.Equal(loose.Ratio, whole.Ratio, 9);
        Assert.InRange(loose.Ratio, loose.Least, loose.Most);
        Assert.True(whole.Most / whole.Least > 2 * (loose.Most / loose.Least));
        Assert.Equal(whole, Calibration.RatioOfShares(together, other));
        Assert.Throws<ArgumentException>(() => Calibration.RatioOfShares([], other));
    }

    [Fact]
    public void Of_a_hundred_negatives_one_is_evidence_at_most()
    {
        // Positives lie higher, and the classes overlap widely.
        double[] scores = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? i / 100.0 : (i / 100.0) - 2)];
        bool[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0)];
        int Alarms(double threshold) => Enumerable.Range(0, 400).Count(i => !labels[i] && scores[i] >= threshold);
        Assert.Equal(2, Alarms(Calibration.SparingThreshold(scores, labels, 0.01)));
        Assert.Equal(20, Alarms(Calibration.SparingThreshold(scores, labels, 0.1)));
        Assert.True(Alarms(Calibration.SteadyThreshold(scores, labels)) > 20);
        // One may always be labelled wrong; where many score highest alike, none is taken.
        Assert.Equal(1, Alarms(Calibration.SparingThreshold(scores, labels, 0)));
        Assert.True(Calibration.SparingThreshold([1, 1, 1, 0], [false, false, true, true], 0.01) > 1);
    }

    [Fact]
    public void Evidence_takes_more_than_what_balances_the_classes_and_is_what_scoring_asks_for()
    {
        // A sixth of the harmless texts speak as those that sell, as everyday life does.
        var model = TextClassifierTrainer.Train([.. Enumerable.Range(0, 900).Select(i =>
            TextExample.Of($"{(i % 3 == 0 || i % 9 == 1 ? Sold : Said)[i / 3 % 5]} {Said[i / 7 % 5]} number {i % 37}", i % 3 == 0))]);
        Assert.True(model.EvidentFrom > model.Threshold, $"{model.EvidentFrom} over {model.Threshold}");
        Assert.Equal(Math.Clamp(model.EvidentFrom, 0.5, 0.9999), new LearnedTextModel("p", "v1", TextClassifierBytes.Read(model.ToBytes())).Threshold);
        // Where the classes are apart, what balances them spares the harmless too.
        var apart = TextClassifierTrainer.Train([.. Enumerable.Range(0, 200).Select(i => TextExample.Of($"{(i % 2 == 0 ? Sold : Said)[i / 2 % 5]} {i % 7}", i % 2 == 0))]);
        Assert.Equal(apart.Threshold, apart.EvidentFrom);
    }

    [Fact]
    public void Stored_and_read_it_is_the_same()
    {
        var model = TextClassifierTrainer.Train([.. Examples.Select((e, i) => e with { Language = i % 3 == 0 ? "ar-EG" : "en" })]);
        var read = TextClassifierBytes.Read(model.ToBytes());
        Assert.Equal(model.ToBytes(), read.ToBytes());
        Assert.Equal(["ar", "en"], read.Languages.Keys.Order(StringComparer.Ordinal));
        Assert.All(Sold.Concat(Said), text => Assert.Equal(model.Probability(text, "ar"), read.Probability(text, "AR-MA")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(4_000)]
    public void Damaged_bytes_are_refused(int length)
    {
        var bytes = TextClassifierTrainer.Train(Examples).ToBytes();
        Assert.Throws<InvalidDataException>(() => TextClassifierBytes.Read(bytes[..Math.Min(length, bytes.Length - 9)]));
    }

    [Fact]
    public void A_language_where_the_same_words_mean_less_gets_a_calibration_of_its_own()
    {
        // In one language every such text sells, in the other one in five does.
        var examples = Enumerable.Range(0, 400).Select(i => TextExample.Of($"{(i % 4 < 2 ? Sold : Said)[i / 4 % 5]} number {i % 37}", i % 4 < 2 && (i % 2 == 0 || i % 20 == 1))
            with { Language = i % 2 == 0 ? "en" : "fr" }).ToList();
        var model = TextClassifierTrainer.Train(examples, new() { OwnCalibrationFrom = 40 });
        Assert.True(model.Probability("free followers", "en") > model.Probability("free followers", "fr") + 0.2);
        Assert.InRange(model.Probability("free followers"), model.Probability("free followers", "fr"), model.Probability("free followers", "en"));
    }

    [Fact]
    public void Groups_stay_whole_in_the_folds()
    {
        // Every group has a word of its own that tells its label; only models that never saw the group can be honest about it.
        var examples = Enumerable.Range(0, 400).Select(i => TextExample.Of($"{Word(i / 20)} says {Word(1_000 + i)[..3]} and {Word(2_000 + i)[..3]}", i / 20 % 2 == 0) with { Group = $"g{i / 20}" }).ToList();
        static string Word(int seed) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed)))[..9];
        var apart = TextClassifierTrainer.Train(examples);
        var split = TextClassifierTrainer.Train([.. examples.Select(e => e with { Group = null })]);
        Assert.True(split.Probability(examples[0].Buckets) > apart.Probability(examples[0].Buckets) + 0.2);
    }

    [Fact]
    public void Among_cuts_about_as_good_the_one_next_to_even_odds_is_taken()
    {
        // A few texts on either side are beyond any cut; one odd text makes a far cut better by a hair.
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => i < 3 ? 5 : -4 - (i / 100.0)), .. Enumerable.Range(0, 99).Select(i => i < 3 ? -6 : 3 + (i / 100.0)), -3.9];
        bool[] labels = [.. Enumerable.Range(0, 200).Select(i => i >= 100)];
        Assert.True(Calibration.BalancedThreshold(scores, labels) < -3);
        Assert.InRange(Calibration.SteadyThreshold(scores, labels), -1, 1);
    }

    [Fact]
    public void Shouting_and_links_count_beside_the_words()
    {
        string[] things = ["lamps and chairs", "my new song", "the garden show", "red winter shoes"];
        var examples = Enumerable.Range(0, 200).Select(i => TextExample.Of(i % 2 == 0 ? things[i / 2 % 4].ToUpperInvariant() + "!!!" : things[i / 2 % 4], i % 2 == 0)).ToList();
        var model = TextClassifierTrainer.Train(examples, TextTraining.Careful);
        Assert.True(model.Probability("RED WINTER SHOES!!!") > model.Probability("red winter shoes") + 0.3);
    }

    [Fact]
    public void What_was_stored_with_other_features_is_refused()
    {
        var bytes = TextClassifierTrainer.Train(Examples).ToBytes();
        bytes[3] = (byte)'1';
        Assert.Throws<InvalidDataException>(() => TextClassifierBytes.Read(bytes));
    }

    [Fact]
    public void Parts_of_words_keep_to_their_word_and_know_its_edges()
    {
        int[] Parts(string text) => [.. TextFeatures.Of(text).Where(bucket => bucket < TextFeatures.Buckets / 3)];
        Assert.Equal(Parts("lamp").Concat(Parts("oil")).Order(), Parts("lamp oil").Order());
        Assert.Equal(Parts("oil lamp").Order(), Parts("lamp oil").Order());
        // " l", "la", "lamp" and " lamp" alike; "p" stands at an end in one alone.
        Assert.True(Parts("lamp").Intersect(Parts("lamps")).Count() < Parts("lamp").Length);
        Assert.Equal(3, Parts("a").Length);
        Assert.NotEqual(TextFeatures.Of("oil lamp").Order(), TextFeatures.Of("lamp oil").Order());
    }

    [Fact]
    public void Runs_that_span_words_are_apart_and_count_when_asked_for()
    {
        int[] Spanning(string text) => [.. TextFeatures.Of(text).Where(bucket => bucket >= TextFeatures.Buckets / 3 * 2)];
        // "p o", "mp o", "p oi", "amp o", "mp oi", "p oil"
        Assert.Equal(6, Spanning("lamp oil").Length);
        Assert.Empty(Spanning("lamp").Concat(Spanning("oil")));
        var buckets = TextFeatures.Of("free followers");
        double Without(TextTraining training) => TextClassifierTrainer.Train(Examples, training).Probability([.. buckets.Except(Spanning("free followers"))]);
        double With(TextTraining training) => TextClassifierTrainer.Train(Examples, training).Probability(buckets);
        Assert.Equal(Without(new()), With(new()));
        Assert.NotEqual(Without(new() { SpanWords = true }), With(new() { SpanWords = true }));
    }

    [Fact]
    public void Balanced_a_common_word_that_tells_nearly_all_decides_less_and_the_others_more()
    {
        // The lantern is in nine of ten positives and one of ten negatives, the harbour in seven and three, whichever the other word.
        var examples = Enumerable.Range(0, 400).Select(i => TextExample.Of(
            $"{(i / 2 % 10 < 9 == (i % 2 == 0) ? "lantern" : "window")} {(i / 20 % 10 < 7 == (i % 2 == 0) ? "harbour" : "garden")}", i % 2 == 0)).ToList();
        double Share(double balance)
        {
            var reasons = TextClassifierTrainer.Train(examples, new() { WordBalance = balance, NaiveBayes = 0 }).Explain("lantern harbour", 9).ToDictionary(r => r.Ngram, r => r.Weight);
            return reasons["lantern"] / reasons["harbour"];
        }
        Assert.True(Share(1) < Share(0.5) && Share(0.5) < Share(0));
    }

    [Fact]
    public void A_telling_word_counts_as_much_among_many_parts_of_words()
    {
        // Both halves have a length of their own: a long neighbour word takes nothing from the words' half.
        var model = TextClassifierTrainer.Train(Examples, TextTraining.Careful);
        var reasons = model.Explain("free followers");
        Assert.All(reasons, reason => Assert.InRange(reason.Start, 0, "free followers".Length - 1));
        Assert.True(model.Probability("free followers unquestionably") > model.Probability("my sister unquestionably") + 0.3);
    }

    [Fact]
    public void More_cost_fits_closer_and_more_passes_than_five_change_little()
    {
        static double Weight(TextTraining training) => TextClassifierTrainer.Train(Examples, training).Explain("free followers").Max(reason => Math.Abs(reason.Weight));
        Assert.InRange(Weight(new() { Passes = 20 }) / Weight(new()), 0.9, 1.1);
        Assert.True(Weight(new() { Cost = 0.1 }) < Weight(new()) / 2);
    }
}
