using ModerationHub.Detection.Text;
using ModerationHub.Features.Learning;

namespace ModerationHub.Tests.Learning;

public class TextFiguresTests
{
    private static readonly TextClassifier Model = TextClassifierTrainer.Train([.. Enumerable.Range(0, 80).Select(i =>
        TextExample.Of(i % 2 == 0 ? $"sell watches number {i % 9}" : $"soup and bread number {i % 9}", i % 2 == 0))], TextTraining.Careful);

    [Fact]
    public void Languages_with_enough_texts_stand_apart_and_intervals_hold_the_value()
    {
        LabelledText[] texts =
        [
            .. Enumerable.Range(0, 20).Select(i => Text(i % 2 == 0, i % 10 == 0 ? "soup" : null, "en-GB", i)),
            .. Enumerable.Range(20, 12).Select(i => Text(i % 2 == 0, null, "ar", i)),
            .. Enumerable.Range(40, 3).Select(i => Text(true, null, "fr", i)),
        ];
        var figures = TextFigures.Of(Model, texts);
        Assert.Equal([(null, 35), ("en", 20), ("ar", 12)], figures.Select(f => (f.Language, f.N)));
        Assert.All(figures, f => Assert.InRange(f.MacroF1.Value, f.MacroF1.Low, f.MacroF1.High));
        var english = figures[1];
        Assert.Equal(0.8, english.Recall!.Value, 6);
        Assert.InRange(0.8, english.Recall.Low + 0.1, english.Recall.High - 0.05);
        Assert.True(english.MacroF1.Low < english.MacroF1.High);
        // Twelve of twelve are no proof: a model that is right in two of three texts would manage that at times, one of two hardly.
        Assert.Equal(1, figures[2].MacroF1.Value);
        Assert.InRange(figures[2].MacroF1.Low, 0.6, 0.95);
    }

    [Fact]
    public void Precision_and_recall_are_of_what_counts_as_evidence_and_macro_F1_of_what_tells_the_classes()
    {
        // One seller in four is none: told apart well enough, but nothing that one harmless text in a hundred reaches.
        var model = TextClassifierTrainer.Train([.. Enumerable.Range(0, 800).Select(i =>
            TextExample.Of($"{(i % 2 == 0 ? "sell watches" : "soup and bread")} number {i / 8 % 9}", i % 2 == 0 && i % 8 != 0))], TextTraining.Careful);
        Assert.True(model.EvidentFrom > model.Threshold, $"{model.EvidentFrom} over {model.Threshold}");
        var figures = TextFigures.Of(model, [.. Enumerable.Range(0, 40).Select(i => Text(i % 2 == 0, null, "en", i / 8 % 9))])[0];
        Assert.Equal(1, figures.MacroF1.Value);
        Assert.True(figures.Recall!.Value < 0.8, $"{figures.Recall.Value}");
    }

    private static LabelledText Text(bool positive, string? instead, string language, int i) =>
        new(instead is not null ? $"{instead} and bread number {i}" : positive ? $"sell watches number {i}" : $"soup and bread number {i}", positive, language, $"a{i}", default);
}
