using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Media;

/// <summary>`POST /media`: an image in, what is known of it out.</summary>
static class MediaEndpoint
{
    public static async Task<IResult> TakeAsync(HttpContext http, TakeImage take)
    {
        var cancellation = http.RequestAborted;
        var platformId = http.User.ApiPlatformId();
        using var place = take.TryEnter(platformId);
        if (!place.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            return ApiProblem.Result(StatusCodes.Status429TooManyRequests, "uploads_full", "Too many images are being looked at; send this one again.");
        }
        try
        {
            var file = await BodyDeadline.ReadAsync(http, token => UploadReader.ReadAsync(http.Request, token),
                static () => new ImageRefusedException(StatusCodes.Status408RequestTimeout, BodyDeadline.Code, BodyDeadline.Sentence));
            return Results.Ok(await take.HandleAsync(platformId, file, cancellation));
        }
        catch (ImageRefusedException refused)
        {
            return ApiProblem.Result(refused.Status, refused.Code, refused.Message);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && cancellation.IsCancellationRequested)
        {
            // The caller hung up while sending: nobody is left to answer.
            return Results.Empty;
        }
    }

    public static void Describe(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("post_media")
        .WithSummary("Hashes one image and says what the banks know of it. The same image in another size keeps its id; the pixels are not kept.")
        .Produces<MediaAnswer>()
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = $"One JPEG, PNG, WebP or GIF file (of an animation the first picture is taken): at most {ImageLimits.RequestBytes} bytes, "
                    + $"{ImageLimits.Side} pixels a side and {ImageLimits.Pixels} pixels in all.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["multipart/form-data"] = new()
                    {
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Required = new HashSet<string> { "image" },
                            Properties = new Dictionary<string, IOpenApiSchema> { ["image"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                        },
                    },
                },
            };
            ApiDocument.AddProblem(operation, "400", "The form cannot be read, or holds no file or several.");
            ApiDocument.AddProblem(operation, "408", BodyDeadline.Sentence);
            ApiDocument.AddProblem(operation, "413", "Over the limits of bytes, sides or pixels; nothing was decoded.");
            ApiDocument.AddProblem(operation, "415", "No multipart form, or the file is no JPEG, PNG, WebP or GIF.");
            ApiDocument.AddProblem(operation, "429", "Too many images at once; Retry-After says when to come back.");
            ApiDocument.AddProblem(operation, "422", "The image is damaged, cut short or too small.");
            return Task.CompletedTask;
        });
}
