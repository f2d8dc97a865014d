using System.Net.Http.Headers;
using System.Text;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ModerationHub.Features.Enforcement;

/// <summary>A delivery with what is needed to send it.</summary>
public sealed record OutgoingDelivery(int PlatformId, Guid Id, Guid EndpointId, string Event, string Payload, int Attempts, DateTimeOffset FirstAttemptAt, string Url, string ProtectedSecret);

/// <param name="Error">Null when the platform took it, else what went wrong in short.</param>
/// <param name="NotSent">It was not sent at all; how long to wait before it can be.</param>
public readonly record struct SendOutcome(string? Error, TimeSpan? NotSent = null);

/// <summary>Sends one delivery once. It has a time-out and a breaker for each host, and no retries: the table has those.</summary>
public sealed class WebhookSender(IHttpClientFactory clients, WebhookSecrets secrets)
{
    public const string Client = "webhooks";

    public async Task<SendOutcome> SendAsync(OutgoingDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            var body = Encoding.UTF8.GetBytes(delivery.Payload);
            using var client = clients.CreateClient(Client);
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            request.Headers.Add("X-Hub-Signature-256", secrets.Signature(delivery.ProtectedSecret, body));
            request.Headers.Add("X-Hub-Delivery", delivery.Id.ToString());
            request.Headers.Add("X-Hub-Event", delivery.Event);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return new(response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}");
        }
        catch (BrokenCircuitException)
        {
            return new("The platform failed often; it is left alone for a moment.", EnforcementFeature.BreakTime);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or UriFormatException
            or System.Security.Cryptography.CryptographicException || e is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new(e switch
            {
                TimeoutRejectedException or OperationCanceledException => "No answer in time.",
                // The message quotes what the platform sent instead of an answer: nothing to store, show or log.
                HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "The answer is not HTTP.",
                _ => e.Message,
            });
        }
    }
}
