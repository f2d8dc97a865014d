using System.Globalization;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Shield;

namespace ModerationHub.Features.Shield;

static class ShieldWords
{
    public static string Of(ShieldKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        ShieldKind.Press => L["press"],
        ShieldKind.Research => L["research"],
        _ => L["counter-speech"],
    };

    public static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
