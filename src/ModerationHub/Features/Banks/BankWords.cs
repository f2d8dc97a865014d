using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Banks;

/// <summary>Kinds and opinions of banks in the words of the page.</summary>
static class BankWords
{
    public static string Kind(BankKind kind, IStringLocalizer<Strings> L) => kind == BankKind.Urls ? L["links"] : L["image hashes"];

    public static string Entries(BankKind kind, int number, IStringLocalizer<Strings> L) =>
        kind == BankKind.Urls ? L.Count(number, "{0} link", "{0} links") : L.Count(number, "{0} image", "{0} images");

    public static string Opinion(HashOpinion opinion, IStringLocalizer<Strings> L) => opinion switch
    {
        HashOpinion.Agree => L["agrees"],
        HashOpinion.Disagree => L["disagrees"],
        _ => L["holds it disputed"],
    };

    public static string Stance(HashStance stance, IStringLocalizer<Strings> L) => stance switch
    {
        HashStance.Agreed => L["agreed"],
        HashStance.Disputed => L["disputed"],
        _ => L["rejected"],
    };

    public static string Tone(HashStance stance) => stance switch
    {
        HashStance.Agreed => "done",
        HashStance.Disputed => "waiting",
        _ => "undone",
    };

    public static string Source(string source, IStringLocalizer<Strings> L) => source == BankAccess.Team ? L["this team"] : source;
}
