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
        try
        {
            using var place = await http.RequestServices.GetRequiredService<IntakePlaces>().EnterAsync(platformId, cancellation);
            if (!place.IsAcquired)
                await RefuseAsync(http, IntakePlaces.RetryAfter, "requests_full", "Too many requests of this platform wait to be read; send again later.");
            else if (fillsBacklog && await http.RequestServices.GetRequiredService<Backlog>().IsOverAsync(platformId, cancellation))
                await RefuseAsync(http, Backlog.RetryAfter, "backlog_full", "Too many posts wait to be scored; send again later.");
            else
                await ReadAsync(http, platformId, parse, old, store, cancellation);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && cancellation.IsCancellationRequested)
        {
            // The caller hung up while waiting or sending: nobody is left to answer, and what was not committed was not taken.
        }
    }

    static Task RefuseAsync(HttpContext http, TimeSpan retryAfter, string code, string sentence)
    {
        http.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ApiProblem.WriteAsync(http, StatusCodes.Status429TooManyRequests, code, sentence);
    }

    static async Task ReadAsync<T>(HttpContext http, int platformId, RowParser<T> parse, string old,
        Func<int, IReadOnlyList<T>, CancellationToken, Task<Taken>> store, CancellationToken cancellation)
    {
        var batch = new RowBatch<T>(parse, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        try
        {
            await BodyDeadline.ReadAsync(http, async token =>
            {
                await BodyReader.ReadAsync(http.Request, batch, token);
                return batch;
            }, static () => new BodyRefusedException(StatusCodes.Status408RequestTimeout, BodyDeadline.Code, BodyDeadline.Sentence));
        }
        catch (BodyRefusedException refused)
        {
            await ApiProblem.WriteAsync(http, refused.Status, refused.Code, refused.Message);
            return;
        }
        var taken = batch.Rows.Count == 0 ? default : await store(platformId, batch.Rows, cancellation);
        await IntakeAnswerWriter.WriteAsync(http, old, taken, [.. batch.Faults, .. taken.Faults ?? []]);
    }
}
