using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Api;

namespace ModerationHub.Features.Intake;

/// <summary>202 with what became of the rows; 422 with the same members in a problem document when every row was bad.</summary>
public static class IntakeAnswerWriter
{
    public static async Task WriteAsync(HttpContext http, string old, Taken taken, IReadOnlyList<RowFault> faults)
    {
        // Neighbours may be refused at different times; people read by line.
        var errors = faults.OrderBy(f => f.Line);
        var members = new Dictionary<string, object?>
        {
            ["accepted"] = taken.New, [old] = taken.Old, ["rejected"] = faults.Count, ["errors"] = errors,
        };
        var allBad = faults.Count > 0 && taken.New + taken.Old == 0;
        http.Response.StatusCode = allBad ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status202Accepted;
        object answer = members;
        if (allBad)
        {
            var problem = ApiProblem.Of(StatusCodes.Status422UnprocessableEntity, "every_row_refused", "No row could be taken; errors says why.");
            foreach (var (name, value) in members)
                problem.Extensions[name] = value;
            answer = problem;
        }
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        await http.Response.WriteAsJsonAsync(answer, answer.GetType(), json, allBad ? "application/problem+json" : "application/json; charset=utf-8", http.RequestAborted);
    }
}
