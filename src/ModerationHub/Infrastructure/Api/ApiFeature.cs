using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModerationHub.Infrastructure.Api;

/// <summary>What all calls below /api/v1 share: problem documents, snake_case JSON and the OpenAPI document.</summary>
public static class ApiFeature
{
    public const string Base = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        services.AddOpenApi("v1", ApiDocument.Configure);
        return services;
    }

    /// <summary>Before authentication, so that a database that is away while a key is looked up is told as a problem too.</summary>
    public static IApplicationBuilder UseApi(this IApplicationBuilder app)
    {
        app.UseWhen(http => http.Request.IsApi(), api =>
        {
            api.UseExceptionHandler();
            // Unknown paths and methods have no body of their own.
            api.UseStatusCodePages(async context => await ApiProblem.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode,
                "http_" + context.HttpContext.Response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "The API has no such call: /openapi/v1.json lists them."));
        });
        return app;
    }

    /// <summary>
    /// After routing and before authorization: a call that does not exist, or not with that method, is told so whoever asks.
    /// Authorization would ask for a signed-in person there, and call a good key a bad one.
    /// </summary>
    public static IApplicationBuilder UseUnknownCalls(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (!http.Request.IsApi())
            return next(http);
        switch (http.GetEndpoint())
        {
            case null:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            case { DisplayName: "405 HTTP Method Not Supported", RequestDelegate: { } refuse }:
                return refuse(http);
            default:
                return next(http);
        }
    });

    /// <summary>
    /// These calls count the bytes that they take, and answer when there are too many. The server's own limit would cut the
    /// connection instead while the rest is still on its way; what it passes over after the answer it passes over for seconds only.
    /// </summary>
    public static RouteGroupBuilder CountsItsBytes(this RouteGroupBuilder calls) => calls.WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute());

    static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A call that reads: whoever asks for its head alone is answered too.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder endpoints, [System.Diagnostics.CodeAnalysis.StringSyntax("Route")] string pattern, Delegate handler) =>
        endpoints.MapMethods(pattern, Reads, handler);

    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return endpoints;
    }
}
