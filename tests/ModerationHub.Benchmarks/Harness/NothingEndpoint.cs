using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModerationHub.Harness;

public sealed record BenchPost(string Id, string AccountId, DateTimeOffset CreatedAt, string Text, string Language, string Client);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchPost))]
public sealed partial class BenchJson : JsonSerializerContext;

/// <summary>The least that an intake endpoint can do: parse each row of the body and count.</summary>
public sealed class NothingEndpoint : IAsyncDisposable
{
    readonly WebApplication _app;

    NothingEndpoint(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public static async Task<NothingEndpoint> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri($"http://127.0.0.1:{HubProcess.FreePort()}");
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        app.MapPost("/api/v1/posts", static async (HttpRequest request) =>
        {
            var rows = 0;
            await foreach (var _ in JsonSerializer.DeserializeAsyncEnumerable(request.Body, BenchJson.Default.BenchPost, topLevelValues: true))
                rows++;
            return Results.Accepted(value: rows);
        });
        await app.StartAsync(cancellation);
        return new NothingEndpoint(app, address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
