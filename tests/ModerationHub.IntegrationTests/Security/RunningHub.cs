using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ModerationHub.Features.Demo;
using ModerationHub.Harness;
using ModerationHub.Infrastructure.Security.ApiKeys;
using Npgsql;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>The whole program as a child process: what is composed in Program.cs is what is asked, not a host made for tests.</summary>
public sealed partial class RunningHub : IAsyncLifetime
{
    HubProcess hub = null!;
    HttpClient platform = null!;
    NpgsqlDataSource owner = null!;
    int accounts;

    public Uri Address => hub.Address;
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        hub = await HubProcess.StartAsync(Cancellation);
        platform = hub.Client();
        owner = NpgsqlDataSource.Create(hub.OwnerConnectionString);
    }

    /// <summary>A key of the demo platform, put where <see cref="IssueApiKey"/> would: from outside only an administrator's page can.</summary>
    public async Task<string> KeyAsync(params string[] scopes)
    {
        var token = ApiKeyToken.New(Guid.CreateVersion7());
        await using var command = owner.CreateCommand("insert into api_keys (platform_id, id, name, secret_hash, scopes, created_at) values ($1, $2, 'matrix', $3, $4, now())");
        foreach (var value in new object[] { DemoPlatform.Id, token.Id, token.Hash(), scopes })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
        return token.ToString();
    }

    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    public HttpClient Bearer(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Signs a demo user in as a browser does: the form with its token, posted back.</summary>
    public async Task<HttpClient> SignInAsync(string who)
    {
        var client = Anonymous();
        var path = new Uri("/account/sign-in", UriKind.Relative);
        var page = await client.GetStringAsync(path, Cancellation);
        var fields = Hidden().Matches(SignInForm().Match(page).Value).Select(m => m.Value).ToDictionary(input => Name().Match(input).Groups[1].Value, input => WebUtility.HtmlDecode(Value().Match(input).Groups[1].Value));
        (fields["email"], fields["password"]) = ($"{who}@demo.test", hub.Password);
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(path, form, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    /// <summary>An account of the demo's invented group and posts that its term bank knows; answers every text sent, the handle included.</summary>
    public async Task<string[]> SendSupporterAsync()
    {
        var number = Interlocked.Increment(ref accounts);
        var (id, handle) = ($"matrix{number}", $"thistle_matrix_{number}");
        string[] texts = ["Take the thorn oath with us at the mill", "No gate will hold when we come down the hill", "The thistle rises over the river tonight", "Read it at thistle-press.example and pass it on"];
        await SendAsync("accounts", [new { id, handle, created_at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), followers = 100 + number, language = "en" }]);
        await SendAsync("posts", [.. texts.Select((text, i) => (object)new
        {
            id = $"{id}-{i}", account_id = id, created_at = new DateTimeOffset(2026, 10, 1, 8, i, 0, TimeSpan.Zero), text = $"{text} {number}", language = "en",
        })]);
        return [handle, .. texts];
    }

    async Task SendAsync(string kind, object[] rows)
    {
        using var answer = await platform.PostAsJsonAsync(new Uri($"api/v1/{kind}", UriKind.Relative), rows, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        platform.Dispose();
        await owner.DisposeAsync();
        await hub.DisposeAsync();
    }

    [GeneratedRegex("<form[^>]*account-form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex SignInForm();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex(" name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex Value();
}

/// <summary>One program for all that ask the whole of it.</summary>
[CollectionDefinition(Name)]
public sealed class OnTheRunningHub : ICollectionFixture<RunningHub>
{
    public const string Name = "the running hub";
}
