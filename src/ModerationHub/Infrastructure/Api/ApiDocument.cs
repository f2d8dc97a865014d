using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Infrastructure.Api;

/// <summary>The OpenAPI document: every endpoint below /api/v1, with the scope that it asks for and the problems that any call may meet.</summary>
static class ApiDocument
{
    const string Bearer = "api_key";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = call => call.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true && call.HttpMethod != HttpMethods.Head;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Moderation Hub",
                Version = "v1",
                Description = "Accounts, posts and reports in; cases, decisions and the audit log out. Errors are problem documents (RFC 9457) with a stable `code`.",
            };
            document.Servers = [];
            document.Paths["/health/live"] = Health("The process answers.");
            document.Paths["/health/ready"] = Health("So does all that it needs; 503 names the parts that fail.");
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "hub_<key id>_<secret>",
                Description = "A key of one platform, with scopes: intake, read, export.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            var scope = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
                .Select(a => a.Policy).FirstOrDefault(p => p?.StartsWith(ApiScopes.PolicyPrefix, StringComparison.Ordinal) == true);
            if (scope is not null)
                operation.Description = $"{operation.Description} Needs the scope `{scope[ApiScopes.PolicyPrefix.Length..]}`.".TrimStart();
            AddProblem(operation, "401", "No valid key.");
            AddProblem(operation, "403", "The key lacks the scope.");
            return Task.CompletedTask;
        });
    }

    /// <summary>No call of the API and open to everybody, so it is said here.</summary>
    static OpenApiPathItem Health(string summary)
    {
        OpenApiResponse Answer(string description) => new()
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "status: ready or failing; failing: the parts that do not answer." } },
            },
        };
        return new()
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Get] = new()
                {
                    Tags = new HashSet<OpenApiTagReference> { new("health") }, Summary = summary, Security = [],
                    Responses = new() { ["200"] = Answer("Ready."), ["503"] = Answer("Not ready.") },
                },
            },
        };
    }

    public static void AddProblem(OpenApiOperation operation, string status, string description)
    {
        operation.Responses ??= [];
        operation.Responses[status] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "RFC 9457, with `code`." } },
            },
        };
    }
}
