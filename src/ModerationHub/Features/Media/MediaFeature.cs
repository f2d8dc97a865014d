using Microsoft.Extensions.DependencyInjection.Extensions;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Media;

/// <summary>Images and the banks of hashes that they are compared with.</summary>
public static class MediaFeature
{
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.TryAddSingleton<MediaMemory>();
        services.AddSingleton<TakeImage>();
        return services;
    }

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder endpoints)
    {
        var media = endpoints.MapGroup(ApiFeature.Base).RequireAuthorization(ApiScopes.IntakePolicy).WithTags("media");
        media.MapPost("/media", MediaEndpoint.TakeAsync).DisableAntiforgery().Describe();
        return endpoints;
    }
}
