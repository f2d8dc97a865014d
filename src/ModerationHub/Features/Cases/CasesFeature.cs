using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Cases;

public static class CasesFeature
{
    public static IServiceCollection AddCases(this IServiceCollection services) =>
        services.AddScoped<CaseStory>().AddScoped<AccountDecisions>().AddScoped<ReadCase>().AddScoped<ListCases>().AddScoped<ReadAround>().AddScoped<AccountApps>().AddScoped<PostFates>().AddScoped<ReportStandings>()
            .AddScoped<Resemblances>().AddSingleton<UsualNames>();

    public static IEndpointRouteBuilder MapCases(this IEndpointRouteBuilder endpoints)
    {
        var cases = endpoints.MapGroup($"{ApiFeature.Base}/cases").RequireAuthorization(ApiScopes.ReadPolicy).WithTags("Cases");
        cases.MapRead("", (string? state, string? queue, string? cursor, HttpContext http, OperationRunner runner, CancellationToken cancellation) =>
                ApiReads.AnswerAsync(() => runner.RunAsync<ListCases, CasePage>(http.User.ApiActor(),
                    (list, token) => list.HandleAsync(new(state, queue, cursor), token), cancellation)))
            .WithSummary("Cases, newest first").Produces<CasePage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithDescription("state: open, claimed, escalated or decided. Cases of the sealed lane are left out.");
        cases.MapRead("/{id:guid}", (Guid id, HttpContext http, OperationRunner runner, CancellationToken cancellation) =>
                ApiReads.AnswerAsync(() => runner.RunAsync<ReadCase, CaseFile>(http.User.ApiActor(),
                    (read, token) => read.HandleAsync(new(id), token), cancellation)))
            .WithSummary("One whole case, with the score's explanation").Produces<CaseFile>().ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }
}
