using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Components;

/// <summary>Theme, language and keys of one browser. They are cookies, so that the first byte of a page already has them.</summary>
public static class Preferences
{
    public const string ThemeCookie = "hub_theme";

    public const string KeysCookie = "hub_keys";

    /// <summary>Name of the cascading value that says whether keys of one character work.</summary>
    public const string SingleKeys = "SingleKeys";

    const string On = "on", Off = "off";

    public static readonly string[] Languages = ["en", "ar"];

    public static readonly string[] Themes = ["system", "light", "dark"];

    public static string? ThemeOf(HttpContext http) =>
        http.Request.Cookies[ThemeCookie] is "light" or "dark" ? http.Request.Cookies[ThemeCookie] : null;

    /// <summary>They work unless switched off: whoever speaks their text would press them without meaning it.</summary>
    public static bool SingleKeysOf(HttpContext http) => http.Request.Cookies[KeysCookie] != Off;

    public static IResult Save(HttpContext http, [FromForm] string? theme, [FromForm] string? language, [FromForm] string? singleKeys, [FromForm] string? returnTo)
    {
        var lasting = new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        };
        if (Themes.Contains(theme))
            http.Response.Cookies.Append(ThemeCookie, theme!, lasting);
        if (singleKeys is On or Off)
            http.Response.Cookies.Append(KeysCookie, singleKeys, lasting);
        if (Languages.Contains(language))
            http.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language!)), lasting);
        return Results.LocalRedirect(LocalUrl.Of(returnTo));
    }
}
