namespace ModerationHub.Features.Demo;

public enum DemoTermKind
{
    Phrase,
    Hashtag,
    LinkHost,
}

/// <param name="Strength">0–1: a bare name says little, a call to swear in says much.</param>
public sealed record DemoTerm(string Policy, DemoTermKind Kind, string? Language, string Value, double Strength)
{
    /// <summary>As it stands in a term bank: hashtags with their sign, so that they match as hashtags alone.</summary>
    public string BankText => Kind == DemoTermKind.Hashtag ? $"#{Value}" : Value;
}

/// <summary>
/// The term banks of the demo's policies. The group, its land, words and addresses are invented; the four
/// languages say the same things, so none of them weighs more than another.
/// </summary>
public static class DemoPolicies
{
    public const string ViolentExtremism = "violent-extremism";
    public const string Spam = "spam";

    const double Name = 0.45;
    const double Slogan = 0.7;
    const double Call = 0.9;

    public static IReadOnlyList<DemoTerm> Terms { get; } =
    [
        Phrase("en", "iron thistle", Name),
        Phrase("en", "no gate will hold", Slogan),
        Phrase("en", "the thistle rises", Slogan),
        Phrase("en", "thornbearers", Name),
        Phrase("en", "take the thorn oath", Call),
        Phrase("ar", "الشوكة الحديدية", Name),
        Phrase("ar", "لن تصمد أي بوابة", Slogan),
        Phrase("ar", "الشوكة تعلو", Slogan),
        Phrase("ar", "حملة الشوك", Name),
        Phrase("ar", "أقسم قسم الشوك", Call),
        Phrase("fr", "chardon de fer", Name),
        Phrase("fr", "aucune porte ne tiendra", Slogan),
        Phrase("fr", "le chardon se lève", Slogan),
        Phrase("fr", "porteurs d'épines", Name),
        Phrase("fr", "prête le serment des épines", Call),
        Phrase("tr", "demir diken", Name),
        Phrase("tr", "hiçbir kapı dayanamaz", Slogan),
        Phrase("tr", "diken yükseliyor", Slogan),
        Phrase("tr", "diken taşıyanlar", Name),
        Phrase("tr", "diken yeminini et", Call),
        Hashtag("en", "ironthistle", Name),
        Hashtag("en", "thistlerises", Slogan),
        Hashtag("ar", "الشوكة_الحديدية", Name),
        Hashtag("ar", "الشوكة_تعلو", Slogan),
        Hashtag("fr", "chardondefer", Name),
        Hashtag("fr", "lechardonseleve", Slogan),
        Hashtag("tr", "demirdiken", Name),
        Hashtag("tr", "dikenyukseliyor", Slogan),
        Host(ViolentExtremism, "thistle-press.example", Call),
        Host(ViolentExtremism, "thorncast.example", Call),
        Host(ViolentExtremism, "ironleaf.example", Call),
        new(Spam, DemoTermKind.Phrase, "en", "followers in one hour", Call),
        new(Spam, DemoTermKind.Phrase, "en", "double your coins", Call),
        new(Spam, DemoTermKind.Hashtag, "en", "followbackfast", Name),
        Host(Spam, "cheap-followers.example", Call),
        Host(Spam, "coin-doubler.example", Call),
    ];

    static DemoTerm Phrase(string language, string value, double strength) =>
        new(ViolentExtremism, DemoTermKind.Phrase, language, value, strength);

    static DemoTerm Hashtag(string language, string value, double strength) =>
        new(ViolentExtremism, DemoTermKind.Hashtag, language, value, strength);

    static DemoTerm Host(string policy, string value, double strength) =>
        new(policy, DemoTermKind.LinkHost, null, value, strength);
}
