namespace ModerationHub.Features.Demo.Story.Texts;

public static class StoryTexts
{
    public static IReadOnlyList<Grammar> Languages { get; } =
        [EnglishTexts.Grammar, ArabicTexts.Grammar, FrenchTexts.Grammar, TurkishTexts.Grammar];

    public static IReadOnlyList<string> Topics { get; } =
    [
        "prayer", "weather", "football", "cooking", "news", "condolence",
        "work", "travel", "books", "garden", "family",
    ];

    public static Grammar For(string language) => Languages.First(grammar => grammar.Language == language);
}
