using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Health;
using ModerationHub.Infrastructure.Postgres;

namespace ModerationHub.IntegrationTests.Infrastructure;

public sealed class HealthTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-health-");
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_database_that_is_down_makes_the_host_unready_by_name_and_not_dead()
    {
        var postgres = await PrivatePostgres.StartAsync(new(folder.FullName) { Durable = false }, Cancellation);
        await using var stopped = postgres;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHubData(postgres.RuntimeConnectionString).AddHealth();
        await using var app = builder.Build();
        app.MapHealth();
        await app.StartAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal((HttpStatusCode.OK, "ready", ""), await AskAsync("ready"));
        await postgres.DisposeAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "failing", "database"), await AskAsync("ready"));
        Assert.Equal((HttpStatusCode.OK, "ready", ""), await AskAsync("live"));

        async Task<(HttpStatusCode, string, string)> AskAsync(string which)
        {
            using var answer = await http.GetAsync(new Uri($"health/{which}", UriKind.Relative), Cancellation);
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
            return (answer.StatusCode, body.GetProperty("status").GetString()!, string.Join(' ', body.GetProperty("failing").EnumerateArray().Select(part => part.GetString())));
        }
    }
}
