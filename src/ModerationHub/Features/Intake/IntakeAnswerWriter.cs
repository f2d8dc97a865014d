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
        if (faults.Count > 0 && taken.New + taken.Old == 0)
        {
            var problem = ApiProblem.Of(StatusCodes.Status422UnprocessableEntity, "every_row_refused", "No row could be taken; errors says why.");
            foreach (var (name, value) in members)
                problem.Extensions[name] = value;
            await ApiProblem.WriteAsync(http, problem);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await http.Response.WriteAsJsonAsync(members, http.RequestAborted);
    }
}
