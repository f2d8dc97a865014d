namespace ModerationHub.Infrastructure.Api;

/// <summary>A body that does not arrive in its time gives its place to others: a server's own lowest rate would let a large one take hours.</summary>
static class BodyDeadline
{
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(2);
    public const string Code = "body_too_slow";
    public const string Sentence = "The body did not arrive within two minutes; send it again, in smaller parts where that is possible.";

    /// <param name="tooSlow">What is thrown when the time is over; whoever hung up cancels as ever.</param>
    public static async Task<T> ReadAsync<T>(HttpContext http, Func<CancellationToken, Task<T>> read, Func<Exception> tooSlow)
    {
        using var late = new CancellationTokenSource(Time, http.RequestServices.GetRequiredService<TimeProvider>());
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, late.Token);
        try
        {
            return await read(ends.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            throw tooSlow();
        }
    }
}
