namespace ModerationHub.Features.Media;

/// <summary>An image that is not hashed, with the HTTP status that says so and one sentence for people.</summary>
public sealed class ImageRefusedException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Code { get; } = code;
}
