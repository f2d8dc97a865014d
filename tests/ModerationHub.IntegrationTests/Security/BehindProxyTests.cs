using System.Net;
using ModerationHub.Harness;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>A proxy that ends https asks the hub by http: forms, cookies and redirects are made for the browser all the same.</summary>
public sealed class BehindProxyTests
{
    [Fact]
    public async Task A_hub_that_is_reached_by_https_shows_its_forms_to_a_proxy_that_asks_by_http()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var hub = await HubProcess.StartAsync(cancellation, ("Security__Https", "true"));
        using var proxy = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = hub.Address };
        using var led = await proxy.GetAsync(new Uri("/", UriKind.Relative), cancellation);
        Assert.Equal(Uri.UriSchemeHttps, led.Headers.Location!.Scheme);
        using var form = await proxy.GetAsync(new Uri("/account/sign-in", UriKind.Relative), cancellation);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.StartsWith("__Host-", Assert.Single(form.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }
}
