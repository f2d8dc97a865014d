using Microsoft.AspNetCore.Diagnostics;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Api;

/// <summary>Says what went wrong in an API call as a problem document. Pages have their own way.</summary>
sealed class ApiExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.IsApi())
            return false;
        var (status, code, sentence) = exception switch
        {
            RuleBrokenException broken => (StatusCodes.Status409Conflict, broken.Rule.Code, broken.Rule.Sentence),
            NotPermittedException => (StatusCodes.Status403Forbidden, "not_permitted", exception.Message),
            BadHttpRequestException bad => (bad.StatusCode, "bad_request", "The request could not be read."),
            _ when exception.IsDatabaseAway() => (StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database is away; try again."),
            _ => (StatusCodes.Status500InternalServerError, "internal_error", "The hub failed; its log says why."),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";
        await ApiProblem.WriteAsync(httpContext, status, code, sentence);
        return true;
    }
}
