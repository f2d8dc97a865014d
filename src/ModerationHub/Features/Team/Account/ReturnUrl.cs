namespace ModerationHub.Features.Team.Account;

static class ReturnUrl
{
    /// <summary>A path of this site or the start page: nobody is sent elsewhere by a link that somebody made up.</summary>
    public static string Local(string? url) => url is ['/'] or ['/', not ('/' or '\\'), ..] ? url : "/";

    public static string With(string page, string? returnUrl) =>
        Local(returnUrl) is "/" ? page : $"{page}?returnUrl={Uri.EscapeDataString(Local(returnUrl))}";
}
