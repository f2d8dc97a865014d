using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;
using ModerationHub.IntegrationTests.Intake;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>The reading half of the API over real HTTP, on a world's database and clock, asked with a key of the scope `read`.</summary>
public sealed class ReadingHost : IAsyncDisposable
{
    readonly WebApplication app;
    readonly HttpClient http;

    ReadingHost(WebApplication app, IssuedApiKey key)
    {
        (this.app, Key) = (app, key);
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), DefaultRequestHeaders = { Authorization = new("Bearer", key.Key) } };
    }

    public IssuedApiKey Key { get; }

    public static async Task<ReadingHost> StartAsync(ReviewWorld world)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Nothing of it runs by itself: the test says when.
        foreach (var service in ReviewWorld.Handlers(world.RuntimeConnectionString, world.Time)
            .Where(s => s.ServiceType != typeof(IHostedService) && s.ServiceType != typeof(IConfiguration) && s.ServiceType != typeof(IHostEnvironment)))
            builder.Services.Add(service);
        builder.Services.AddApi().AddApiKeys();
        var app = builder.Build();
        app.UseApi();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCases();
        app.MapEnforcement();
        await app.StartAsync(ReviewWorld.Cancellation);
        return new(app, await app.Services.GetRequiredService<OperationRunner>().RunAsync<IssueApiKey, IssuedApiKey>(
            Actor.Machine(ReviewWorld.Platform), (issue, token) => issue.HandleAsync(new("reader", [ApiScopes.Read]), token), ReviewWorld.Cancellation));
    }

    public async Task<Answer> GetAsync(string call)
    {
        using var response = await http.GetAsync(new Uri($"/api/v1/{call}", UriKind.Relative), ReviewWorld.Cancellation);
        return await Answer.OfAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }
}
