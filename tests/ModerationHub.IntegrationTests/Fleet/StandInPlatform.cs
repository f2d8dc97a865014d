using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ModerationHub.IntegrationTests.Fleet;

/// <param name="Again">The platform had taken this delivery before.</param>
public sealed record Received(string Event, string Delivery, string Signature, byte[] Body, bool Again)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public bool IsSignedWith(string secret) =>
        Signature == "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}

/// <summary>How the stand-in platform takes one delivery.</summary>
public enum Taking
{
    /// <summary>Applies it and says so.</summary>
    Well,

    /// <summary>Does not apply it and says that it failed.</summary>
    Refused,

    /// <summary>Applies it, and the connection breaks before the answer.</summary>
    Unanswered,
}

/// <summary>A platform's receiver: keeps what it hears and the state that it gives its accounts, each delivery once.</summary>
public sealed class StandInPlatform : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, bool> _applied = new(StringComparer.Ordinal);

    StandInPlatform(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single() + "/hooks";
    public ConcurrentQueue<Received> Received { get; } = new();

    /// <summary>What was applied, in the order of applying.</summary>
    public ConcurrentQueue<Received> Applied { get; } = new();

    public Func<Received, Task<Taking>> Takes { get; set; } = static _ => Task.FromResult(Taking.Well);

    public static async Task<StandInPlatform> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(builder.WebHost, "http://127.0.0.1:0");
        var platform = new StandInPlatform(builder.Build());
        platform._app.Run(platform.TakeAsync);
        await platform._app.StartAsync(cancellation);
        return platform;
    }

    async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers;
        string delivery = headers["X-Hub-Delivery"]!;
        var one = new Received(headers["X-Hub-Event"]!, delivery, headers["X-Hub-Signature-256"]!, body.ToArray(), _applied.ContainsKey(delivery));
        Received.Enqueue(one);
        var taking = await Takes(one);
        if (taking == Taking.Refused)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        if (_applied.TryAdd(delivery, true))
            Applied.Enqueue(one);
        if (taking == Taking.Unanswered)
            http.Abort();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
