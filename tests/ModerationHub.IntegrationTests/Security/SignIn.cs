using System.Net;
using System.Text.RegularExpressions;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>Signs a demo user in as a browser does: the form with its token, posted back.</summary>
public static partial class SignIn
{
    const string Page = "/account/sign-in";

    public static async Task<HttpClient> AsAsync(Uri address, string who, string password, CookieContainer cookies)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
        using var answer = await SubmitAsync(client, Page, "sign-in", ("email", $"{who}@demo.test"), ("password", password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    /// <summary>Fetches a page, fills in one of its forms and sends it.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string page, string form, params (string Name, string Value)[] typed)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        var html = await client.GetStringAsync(new Uri(page, UriKind.Relative), cancellation);
        var fields = Form().Matches(html).Select(match => Hidden().Matches(match.Value).Select(m => m.Value)
                .ToDictionary(input => Name().Match(input).Groups[1].Value, input => WebUtility.HtmlDecode(Value().Match(input).Groups[1].Value)))
            .Single(hidden => hidden["_handler"] == form);
        foreach (var (name, value) in typed)
            fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri(page, UriKind.Relative), content, cancellation);
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
