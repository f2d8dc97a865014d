using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace ModerationHub.Components;

public partial class App
{
    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    static string Direction => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    bool SingleKeys => Preferences.SingleKeysOf(Http);

    string? Theme => Preferences.ThemeOf(Http);

    // Signed-in pages live in one circuit; the account area answers as plain pages, because it sets cookies.
    IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? new InteractiveServerRenderMode(prerender: false) : null;
}
