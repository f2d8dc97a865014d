namespace ModerationHub.Infrastructure.Security;

static class LocalUrl
{
    /// <summary>A path of this site or the start page: nobody is sent elsewhere by a link or a form that somebody made up.</summary>
    public static string Of(string? url) => url is ['/'] or ['/', not ('/' or '\\'), ..] ? url : "/";

    /// <summary>The page, and where it leads on to.</summary>
    public static string With(string page, string? returnUrl) =>
        Of(returnUrl) is "/" ? page : $"{page}?returnUrl={Uri.EscapeDataString(Of(returnUrl))}";
}
