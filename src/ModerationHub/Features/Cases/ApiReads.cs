using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Infrastructure.Api;

namespace ModerationHub.Features.Cases;

/// <summary>Answers of reading calls: what a caller got wrong in the address is 400, what is not there is 404.</summary>
public static class ApiReads
{
    public static async Task<IResult> AnswerAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return TypedResults.Ok(await read());
        }
        catch (RuleBrokenException broken) when (broken.Rule == CursorRules.Invalid || broken.Rule == CursorRules.InvalidFilter)
        {
            return ApiProblem.Result(StatusCodes.Status400BadRequest, broken.Rule.Code, broken.Rule.Sentence);
        }
        catch (RuleBrokenException broken) when (broken.Rule == CaseRules.Unknown)
        {
            return ApiProblem.Result(StatusCodes.Status404NotFound, broken.Rule.Code, broken.Rule.Sentence);
        }
    }
}
