using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Live;
using ModerationHub.Harness;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Security.ApiKeys;
using Npgsql;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>The whole program as a child process: what is composed in Program.cs is what is asked, not a host made for tests.</summary>
public sealed class RunningHub : IAsyncLifetime
{
    HubProcess hub = null!;
    HttpClient platform = null!;
    NpgsqlDataSource owner = null!;
    int accounts;

    public Uri Address => hub.Address;
    public string Password => hub.Password;
    public string OwnerConnectionString => hub.OwnerConnectionString;
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

    public Task<HttpClient> SignInAsync(string who) => SignIn.AsAsync(Address, who, hub.Password, new CookieContainer());

    /// <summary>Handlers over the program's database, for what a person does on a page.</summary>
    public ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System);
        services.AddHubData(hub.OwnerConnectionString);
        services.AddAudit();
        services.AddLive();
        add(services);
        return services.BuildServiceProvider();
    }

    /// <summary>An account that is in no story.</summary>
    public async Task<string> SendAccountAsync()
    {
        var id = $"quietvoice{Interlocked.Increment(ref accounts)}";
        await SendAsync("accounts", [new { id, handle = id, created_at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), followers = 10, language = "en" }]);
        return id;
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
}

/// <summary>One program for all that ask the whole of it.</summary>
[CollectionDefinition(Name)]
public sealed class OnTheRunningHub : ICollectionFixture<RunningHub>
{
    public const string Name = "the running hub";
}
