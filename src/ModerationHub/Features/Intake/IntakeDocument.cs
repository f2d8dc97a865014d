using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Api;

namespace ModerationHub.Features.Intake;

/// <summary>What the OpenAPI document says of an intake call: its two forms of body and its answers.</summary>
public static class IntakeDocument
{
    public static void Describe<TRow>(this RouteHandlerBuilder endpoint, string name, string old, string summary) => endpoint
        .WithName($"post_{name}")
        .WithSummary(summary)
        .AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
        {
            context.Document!.AddComponent(typeof(TRow).Name, await context.GetOrCreateSchemaAsync(typeof(TRow), null, cancellation));
            var row = new OpenApiSchemaReference(typeof(TRow).Name, context.Document);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = $"At most {IntakeLimits.Rows} rows and {IntakeLimits.Bytes} bytes after decompression; `Content-Encoding: gzip` is taken.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/x-ndjson"] = new() { Schema = row },
                    ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = row, MaxItems = IntakeLimits.Rows } },
                },
            };
            operation.Responses ??= [];
            operation.Responses.Remove("200");
            operation.Responses["202"] = new OpenApiResponse
            {
                Description = "Committed. A bad row never rejects its neighbours; within one request the last row of an id wins.",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Answer(old) } },
            };
            ApiDocument.AddProblem(operation, "400", "The body cannot be parsed at all.");
            ApiDocument.AddProblem(operation, "408", BodyDeadline.Sentence);
            ApiDocument.AddProblem(operation, "413", "Over the limits.");
            ApiDocument.AddProblem(operation, "415", "Neither NDJSON nor a JSON array, or an encoding other than gzip.");
            ApiDocument.AddProblem(operation, "422", "Every row was bad; the problem carries the members of the answer.");
            ApiDocument.AddProblem(operation, "429", "The backlog is over its limit, or too many requests wait; Retry-After says when to come back.");
        });

    static OpenApiSchema Answer(string old) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["accepted"] = Number("Rows that were new."),
            [old] = Number("Rows that were there before, or that a later row of the request replaces."),
            ["rejected"] = Number("Rows that were not taken."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["line"] = Number("From 1: the line, or the place in the array."),
                        ["field"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
                        ["message"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        },
    };

    static OpenApiSchema Number(string description) => new() { Type = JsonSchemaType.Integer, Description = description };
}
