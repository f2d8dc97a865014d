using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModerationHub.Tests.Intake.Import;

/// <summary>The intake API as the contract describes it, kept in memory: ids are remembered, rows without an id are errors.</summary>
sealed class FakeHub : HttpMessageHandler
{
    readonly ConcurrentDictionary<string, byte> _seen = new();

    public ConcurrentQueue<(string Path, JsonObject[] Rows)> Requests { get; } = [];

    public string? Key { get; private set; }

    /// <summary>Answers to give before the ordinary one, in order.</summary>
    public ConcurrentQueue<Func<HttpResponseMessage>> Before { get; } = [];

    public int MaxRows { get; init; } = 10_000;

    /// <summary>Days that the platform keeps posts.</summary>
    public int? KeptDays { get; set; }

    public IEnumerable<JsonObject> Rows => Requests.SelectMany(request => request.Rows);

    public static HttpResponseMessage Busy(int seconds)
    {
        var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return busy;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Key = request.Headers.Authorization?.ToString();
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        if (Before.TryDequeue(out var answer)) return answer();
        var path = request.RequestUri!.AbsolutePath;
        if (path is not ("/api/v1/accounts" or "/api/v1/posts" or "/api/v1/follows" or "/api/v1/reports")) return new(HttpStatusCode.NotFound);
        var rows = body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        if (rows.Length > MaxRows) return new(HttpStatusCode.RequestEntityTooLarge);
        Requests.Enqueue((path, rows));
        return Answer(path, rows);
    }

    HttpResponseMessage Answer(string path, JsonObject[] rows)
    {
        var (accepted, duplicates) = (0, 0);
        var errors = new List<object>();
        foreach (var (index, row) in rows.Index())
        {
            var id = path.EndsWith("follows", StringComparison.Ordinal) ? $"{row["follower_id"]}>{row["followed_id"]}" : row["id"]?.ToString();
            if (id is null or { Length: > 128 }) errors.Add(new { line = index + 1, field = "id", message = "id is required, at most 128 characters" });
            else if (_seen.TryAdd(path + id, 0)) accepted++;
            else duplicates++;
        }
        var json = JsonSerializer.Serialize(new { accepted, duplicates, rejected = errors.Count, errors });
        HttpResponseMessage response = new(errors.Count == rows.Length ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Accepted)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (KeptDays is { } days)
            response.Headers.Add("X-Hub-Posts-Kept-Days", days.ToString(CultureInfo.InvariantCulture));
        return response;
    }

    public static string Text(JsonObject row, string field) => Convert.ToString(row[field], CultureInfo.InvariantCulture) ?? "";
}
