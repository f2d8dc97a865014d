using Lingua;
using ModerationHub.Detection.Text;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Features.Languages;

/// <summary>
/// Lingua in its low-accuracy mode, which for posts is as good as the other and a twentieth of the memory. The fewer languages
/// come into question, the seldomer it errs: that is why the team's working languages are a setting.
/// </summary>
public static class LanguageModels
{
    /// <summary>The setting with the working languages, as ISO 639-1 codes with commas between.</summary>
    public const string Setting = "Languages:Working";

    /// <summary>What the team reads unless the setting says otherwise.</summary>
    public const string Usual = "ar,de,en,es,fa,fr,id,pt,ru,tr,uk,ur";

    static readonly Dictionary<string, Language> Known = Enum.GetValues<Language>().Where(language => language != Language.Unknown)
        .ToDictionary(Code, StringComparer.OrdinalIgnoreCase);

    public static IServiceCollection AddLanguages(this IServiceCollection services) =>
        services.AddSingleton(static provider => Teller(provider.GetService<IConfiguration>()?[Setting]));

    /// <summary>All that can be working languages.</summary>
    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <exception cref="SetupException">A code is of no language that can be told.</exception>
    public static LanguageTeller Teller(string? setting)
    {
        var working = (setting ?? Usual).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(working, code => !Known.ContainsKey(code)) is { } unknown)
            throw new SetupException(ExitCode.NotConfigured, $"The setting {Setting} names '{unknown}', which is no language that can be told. There are: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.");
        return new LanguageTeller(working.Select(code => code.ToLowerInvariant()), Detector(working));
    }

    /// <summary>Tells one of these languages. The models are read when it is first asked; safe for any number of threads.</summary>
    public static Func<string, string?> Detector(IReadOnlyCollection<string> languages)
    {
        var detector = new Lazy<LanguageDetector>(() => LanguageDetectorBuilder.FromLanguages([.. languages.Select(code => Known[code])])
            .WithLanguageModelsDirectory(Path.Combine(AppContext.BaseDirectory, "LanguageModels"))
            .WithLowAccuracyMode().WithPreloadedLanguageModels().Build());
        return text => detector.Value.DetectLanguageOf(text) is not Language.Unknown and var language ? Code(language) : null;
    }

    static string Code(Language language) => language.IsoCode6391().ToString().ToLowerInvariant();
}
