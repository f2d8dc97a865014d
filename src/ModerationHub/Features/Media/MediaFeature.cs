using Microsoft.Extensions.DependencyInjection.Extensions;
using ModerationHub.Features.Intake;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Media;

/// <summary>Images and the banks of hashes that they are compared with.</summary>
public static class MediaFeature
{
    const string Updated = "updated";

    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.TryAddSingleton<MediaMemory>();
        services.AddSingleton<TakeImage>();
        services.AddSingleton<TakeHashes>();
        return services;
    }

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder endpoints)
    {
        var media = endpoints.MapGroup(ApiFeature.Base).RequireAuthorization(ApiScopes.IntakePolicy).WithTags("media").CountsItsBytes();
        media.MapPost("/media", MediaEndpoint.TakeAsync).DisableAntiforgery().Describe();
        media.MapPost("/hashes", (HttpContext http, TakeHashes take) =>
                IntakeEndpoint.TakeAsync(http, HashRow.Read, Updated, take.HandleAsync, fillsBacklog: false))
            .Describe<HashRow>("hashes", Updated,
                "Hashes for a bank, upsert by (`bank`, `pdq`, `md5`), with what each source says of them: sources that contradict each other make a label disputed, and it counts little.");
        return endpoints;
    }
}
