using Microsoft.AspNetCore.Mvc;

namespace ModerationHub.Infrastructure.Api;

/// <summary>Problem documents (RFC 9457) of the API: a stable code for programs, one sentence for people.</summary>
public static class ApiProblem
{
    public const string Prefix = "/api";

    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public static ProblemDetails Of(int status, string code, string sentence) => new()
    {
        Status = status,
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        Detail = sentence,
        Extensions = { ["code"] = code },
    };

    public static IResult Result(int status, string code, string sentence) => Results.Problem(Of(status, code, sentence));

    /// <summary>For places outside of endpoints (authentication, the exception handler).</summary>
    public static async Task WriteAsync(HttpContext http, int status, string code, string sentence)
    {
        http.Response.StatusCode = status;
        var problem = Of(status, code, sentence);
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new() { HttpContext = http, ProblemDetails = problem });
    }
}
