using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Import;

/// <summary>Sends NDJSON to a hub's intake API: waits when the hub asks for it, and tries again when it was away.</summary>
public sealed class IntakeClient : IDisposable
{
    const int Attempts = 8;
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    readonly HttpClient _http;
    readonly TimeProvider _time;
    bool _answered;

    public IntakeClient(Uri hub, string key, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _time = time;
        _http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        _http.BaseAddress = new Uri(hub, "/api/v1/");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Attempts to make before the hub has ever answered; a host that is starting deserves all of them.</summary>
    public int FirstAttempts { get; init; } = Attempts;

    /// <param name="resource">"accounts", "posts", "follows", "reports" …</param>
    /// <exception cref="IntakeRefusedException">Nothing of it was taken.</exception>
    public async Task<IntakeAnswer> SendAsync(string resource, ReadOnlyMemory<byte> ndjson, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            IntakeRefusedException trouble;
            try
            {
                using var content = new ReadOnlyMemoryContent(ndjson);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var response = await _http.PostAsync(new Uri(resource, UriKind.Relative), content, cancel);
                var body = await response.Content.ReadAsByteArrayAsync(cancel);
                _answered = true;
                if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.UnprocessableEntity)
                    return IntakeAnswer.Parse(body, ndjson.Span.Count((byte)'\n')) with { KeptDays = KeptDays(response) };
                trouble = Refusal(response, resource, body);
                if (!MayPass(response.StatusCode)) throw trouble;
                asked = Asked(response.Headers.RetryAfter);
                // A hub that names its time is busy, not broken: that wait does not count as a failed attempt.
                if (response.StatusCode == HttpStatusCode.TooManyRequests && asked is not null) attempt--;
            }
            catch (HttpRequestException unreachable)
            {
                trouble = new IntakeRefusedException(null, $"The hub at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached: {unreachable.GetBaseException().Message}", unreachable);
            }
            catch (TaskCanceledException slow) when (!cancel.IsCancellationRequested)
            {
                trouble = new IntakeRefusedException(null, "The hub did not answer in time.", slow);
            }
            catch (JsonException unreadable)
            {
                throw new IntakeRefusedException(HttpStatusCode.OK, "The answer is not that of a hub; is the address right?", unreadable);
            }
            if (attempt >= (_answered ? Attempts : FirstAttempts)) throw trouble;
            await Task.Delay(asked ?? Backoff(attempt), _time, cancel);
        }
    }

    public void Dispose() => _http.Dispose();

    static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    TimeSpan? Asked(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - _time.GetUtcNow();
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, TimeSpan.TicksPerMillisecond, LongestPause.Ticks));
    }

    static int? KeptDays(HttpResponseMessage response) =>
        response.Headers.TryGetValues(IntakeFeature.KeptDaysHeader, out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;

    static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(0.25 * Math.Pow(2, attempt - 1), LongestPause.TotalSeconds));

    IntakeRefusedException Refusal(HttpResponseMessage response, string resource, byte[] body)
    {
        var hub = _http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var sentence = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"The hub at {hub} does not know this key.",
            HttpStatusCode.Forbidden => "The key has no right to send data (scope 'intake').",
            HttpStatusCode.NotFound => $"The hub at {hub} does not take {resource}: it has no /api/v1/{resource}.",
            HttpStatusCode.RequestEntityTooLarge => "The request is over the hub's limits.",
            HttpStatusCode.TooManyRequests => "The hub is still busy with its backlog; try again later.",
            var status => $"The hub answered {(int)status}.",
        };
        var detail = Detail(body);
        return new IntakeRefusedException(response.StatusCode, detail is null ? sentence : $"{sentence} {detail}");
    }

    static string? Detail(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("detail", out var detail)
                && detail.ValueKind == JsonValueKind.String ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
