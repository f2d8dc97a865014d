using System.Net;
using System.Text.RegularExpressions;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>Signs a demo user in as a browser does: the form with its token, posted back.</summary>
public static partial class SignIn
{
    static readonly Uri Page = new("/account/sign-in", UriKind.Relative);

    public static async Task<HttpClient> AsAsync(Uri address, string who, string password, CookieContainer cookies)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
        var page = await client.GetStringAsync(Page, cancellation);
        var fields = Hidden().Matches(Form().Match(page).Value).Select(m => m.Value).ToDictionary(input => Name().Match(input).Groups[1].Value, input => WebUtility.HtmlDecode(Value().Match(input).Groups[1].Value));
        (fields["email"], fields["password"]) = ($"{who}@demo.test", password);
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(Page, form, cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    [GeneratedRegex("<form[^>]*account-form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex(" name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
