using System.Net;

namespace ModerationHub.Features.Intake.Import;

/// <summary>The hub took none of a request, and sending it again will not help. The message is one sentence for people.</summary>
public sealed class IntakeRefusedException(HttpStatusCode? status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Null when the hub could not be reached at all.</summary>
    public HttpStatusCode? Status { get; } = status;
}
