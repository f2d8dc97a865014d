using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Intake;

/// <summary>What every intake call does: read the body into rows, store what could be read, say what became of each row.</summary>
public static class IntakeEndpoint
{
    /// <param name="old">What the answer calls rows that were there before: `updated` or `duplicates`.</param>
    public static async Task TakeAsync<T>(HttpContext http, RowParser<T> parse, string old,
        Func<int, IReadOnlyList<T>, CancellationToken, Task<Taken>> store, bool fillsBacklog = true)
    {
        var cancellation = http.RequestAborted;
        var platformId = http.User.ApiPlatformId();
        if (fillsBacklog && await http.RequestServices.GetRequiredService<Backlog>().IsOverAsync(platformId, cancellation))
        {
            http.Response.Headers.RetryAfter = ((int)Backlog.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await ApiProblem.WriteAsync(http, StatusCodes.Status429TooManyRequests, "backlog_full", "Too many posts wait to be scored; send again later.");
            return;
        }
        var batch = new RowBatch<T>(parse, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        try
        {
            await BodyReader.ReadAsync(http.Request, batch, cancellation);
        }
        catch (BodyRefusedException refused)
        {
            await ApiProblem.WriteAsync(http, refused.Status, refused.Code, refused.Message);
            return;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && cancellation.IsCancellationRequested)
        {
            // The caller hung up while sending: nobody is left to answer, and nothing was taken.
            return;
        }
        var taken = batch.Rows.Count == 0 ? default : await store(platformId, batch.Rows, cancellation);
        await IntakeAnswerWriter.WriteAsync(http, old, taken, [.. batch.Faults, .. taken.Faults ?? []]);
    }
}
