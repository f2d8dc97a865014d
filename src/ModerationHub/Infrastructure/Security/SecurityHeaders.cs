using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Headers that tell browsers to run only our scripts and to keep pages to themselves. They are set as the response
/// starts, after Blazor has added a policy of its own, so that exactly one policy leaves.
/// </summary>
sealed class SecurityHeaders(RequestDelegate next, SecuritySettings settings)
{
    /// <summary>The plots of Hangfire's dashboard bring one style of their own, known by its hash.</summary>
    const string ChartStyle = " 'sha256-z7zcnw/4WalZqx+PrNaRnoeLz/G9WXuFqV1WCJ129sg='";

    public Task InvokeAsync(HttpContext http)
    {
        // Asked now: Hangfire's pages move their part of the path into its base.
        var plots = http.Request.Path.StartsWithSegments(HubHangfire.DashboardPath);
        http.Response.OnStarting(static state =>
        {
            var (self, http, plots) = ((SecurityHeaders, HttpContext, bool))state;
            self.Write(http, plots);
            return Task.CompletedTask;
        }, (this, http, plots));
        return next(http);
    }

    void Write(HttpContext http, bool plots)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'self'; style-src 'self'{(plots ? ChartStyle : "")}; "
            // Blazor and virtualised lists set sizes as style attributes; no rule can be added that way.
            + "style-src-attr 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (settings.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
    }
}
