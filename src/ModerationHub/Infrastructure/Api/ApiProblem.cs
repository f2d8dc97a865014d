using Microsoft.AspNetCore.Mvc;

namespace ModerationHub.Infrastructure.Api;

/// <summary>Problem documents (RFC 9457) of the API: a stable code for programs, one sentence for people.</summary>
public static class ApiProblem
{
    public const string Prefix = "/api";

    /// <summary>Routes do not tell capitals apart, so this must not either.</summary>
    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);

    public static ProblemDetails Of(int status, string code, string sentence) => new()
    {
        Status = status,
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        Detail = sentence,
        Extensions = { ["code"] = code },
    };

    public static IResult Result(int status, string code, string sentence) => Results.Problem(Of(status, code, sentence));

    /// <summary>For places outside of endpoints (authentication, the exception handler).</summary>
    public static Task WriteAsync(HttpContext http, int status, string code, string sentence) => WriteAsync(http, Of(status, code, sentence));

    /// <summary>Whatever the caller accepts: no other form of it exists, and the problem service fails when JSON is not asked for.</summary>
    public static Task WriteAsync(HttpContext http, ProblemDetails problem) => Results.Problem(problem).ExecuteAsync(http);
}
