using System.Net;
using System.Text.RegularExpressions;
using ModerationHub.Harness;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>What the real program tells browsers, so that they protect whoever sits before them.</summary>
[Collection(OnTheRunningHub.Name)]
public sealed partial class BrowserSafetyTests(RunningHub hub)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nobody", "/account/sign-in", HttpStatusCode.OK)]
    [InlineData("nobody", "/", HttpStatusCode.Redirect)]
    [InlineData("nobody", "/administration/jobs", HttpStatusCode.Redirect)]
    [InlineData("nobody", "/api/v1/cases", HttpStatusCode.Unauthorized)]
    [InlineData("nobody", "/health/live", HttpStatusCode.OK)]
    [InlineData("moderator", "/", HttpStatusCode.OK)]
    [InlineData("moderator", "/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("admin", "/administration/jobs", HttpStatusCode.OK)]
    public async Task Each_answer_has_one_policy_that_runs_our_scripts_alone_and_is_framed_by_nobody(string who, string path, HttpStatusCode status)
    {
        using var browser = who == "nobody" ? hub.Anonymous() : await hub.SignInAsync(who);
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(status, answer.StatusCode);
        // Browsers hold each of several to account, and a comma parts two in one header as well.
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain(',', policy);
        var directives = policy.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(d => d.Split(' ', 2)).ToDictionary(d => d[0], d => d.ElementAtOrDefault(1));
        Assert.Equal(("'self'", "'self'", "'none'", "'none'", "'self'", "'self'"),
            (directives["default-src"], directives["script-src"], directives["object-src"], directives["frame-ancestors"], directives["base-uri"], directives["form-action"]));
        Assert.DoesNotContain("unsafe", directives["style-src"]!, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("nobody", "/preferences", "theme")]
    [InlineData("nobody", "/account/sign-in", "_handler")]
    [InlineData("moderator", "/preferences", "theme")]
    [InlineData("moderator", "/account/platform", "platform")]
    [InlineData("moderator", "/account/sign-out", "anything")]
    public async Task A_form_without_its_token_is_refused_and_does_nothing(string who, string path, string field)
    {
        using var browser = who == "nobody" ? hub.Anonymous() : await hub.SignInAsync(who);
        foreach (var token in new[] { null, "", "AAAA" })
        {
            Dictionary<string, string> fields = new() { [field] = "1" };
            if (token is not null)
                fields["__RequestVerificationToken"] = token;
            using var form = new FormUrlEncodedContent(fields);
            using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
        using var still = await browser.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.Equal(who == "nobody" ? HttpStatusCode.Redirect : HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites()
    {
        var cookies = await CookiesOfASignInAsync(hub.Address, hub.Password);
        Assert.Equal(["hub", "hub-form"], cookies.Keys.Order(StringComparer.Ordinal));
        Assert.All(cookies.Values, attributes => Assert.Equal("httponly, path=/, samesite=lax", attributes));
    }

    /// <summary>A proxy speaks https to browsers and plain http to the hub, whose setting says so.</summary>
    [Fact]
    public async Task Behind_https_cookies_go_nowhere_else_and_browsers_stay_with_it()
    {
        await using var behind = await HubProcess.StartAsync(Cancellation, ("Security__Https", "true"));
        var cookies = await CookiesOfASignInAsync(behind.Address, behind.Password);
        Assert.Equal(["__Host-hub", "__Host-hub-form"], cookies.Keys.Order(StringComparer.Ordinal));
        Assert.All(cookies.Values, attributes => Assert.Equal("httponly, path=/, samesite=lax, secure", attributes));
        using var browser = new HttpClient { BaseAddress = behind.Address };
        using var page = await browser.GetAsync(new Uri("/account/sign-in", UriKind.Relative), Cancellation);
        Assert.Equal("max-age=31536000", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")));
    }

    /// <summary>Names and attributes of all cookies that are set on the way in. Sent back by hand: over plain http no client sends a secure one.</summary>
    static async Task<Dictionary<string, string>> CookiesOfASignInAsync(Uri address, string password)
    {
        Dictionary<string, string> kept = [], attributes = [];
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        var page = new Uri("/account/sign-in", UriKind.Relative);
        using var asked = await browser.GetAsync(page, Cancellation);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Keep(asked);
        using var form = new HttpRequestMessage(HttpMethod.Post, page)
        {
            Headers = { { "Cookie", string.Join("; ", kept.Select(c => $"{c.Key}={c.Value}")) } },
            Content = new FormUrlEncodedContent([new("_handler", "sign-in"), new("email", "auditor@demo.test"), new("password", password),
                new("__RequestVerificationToken", Token().Match(await asked.Content.ReadAsStringAsync(Cancellation)).Groups[1].Value)]),
        };
        using var entered = await browser.SendAsync(form, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        Keep(entered);
        return attributes;

        void Keep(HttpResponseMessage answer)
        {
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            {
                var parts = set.Split(';', StringSplitOptions.TrimEntries);
                var pair = parts[0].Split('=', 2);
                (kept[pair[0]], attributes[pair[0]]) = (pair[1], string.Join(", ", parts[1..].Select(p => p.ToLowerInvariant()).Where(p => !p.StartsWith("expires=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
            }
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
