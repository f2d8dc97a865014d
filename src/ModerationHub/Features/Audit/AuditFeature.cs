using Hangfire;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Audit;

public static class AuditFeature
{
    const string Ndjson = "application/x-ndjson";

    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditWriter>().AddSingleton<AuditVerifier>().AddSingleton<ExportAudit>().AddSingleton<ExportHead>().AddSingleton<ExportedHeads>().AddSingleton<SealReads>()
        .AddScoped<SealReads.Step>().AddScoped<VerifyAudit>().AddScoped<SearchAudit>().AddScoped<CountNotApplied>().AddScoped<AuditChoices>().AddScoped<ReadDecision>().AddScoped<RecordAuditExport>().AddScoped<ListEscalations>()
        .AddRecurring<SealReads>("audit-reads", Cron.Minutely(), job => job.RunAsync(CancellationToken.None))
        .AddRecurring<ExportHead>("audit-head", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));

    public static IEndpointRouteBuilder MapAudit(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead($"{ApiFeature.Base}/audit", ExportAsync).RequireAuthorization(ApiScopes.ExportPolicy)
            .WithTags("Audit").WithSummary("The audit log with its hash chain, one entry a line")
            .Produces<AuditLine>(StatusCodes.Status200OK, Ndjson).ProducesProblem(StatusCodes.Status400BadRequest)
            .WithDescription("from and to are optional times. hash covers the entry and previous_hash; payload_digest is SHA-256 over salt and payload_json. Of entries that tell who is protected or of a sealed case (withheld) only the link in the chain leaves.");
        endpoints.MapGet("/audit/export", ExportForPeopleAsync).RequireAuthorization(nameof(Permission.ExportAudit)).ExcludeFromDescription();
        return endpoints;
    }

    /// <summary>The same for whoever is signed in, as a file.</summary>
    static async Task<IResult> ExportForPeopleAsync(HttpContext http, ActorResolver actors, OperationRunner runner, ExportAudit export, CancellationToken cancellation)
    {
        if (await actors.ResolveAsync(http.User, cancellation) is not { } actor)
            return Results.Forbid();
        var range = AuditRange.Parse(null, null);
        await runner.RunAsync<RecordAuditExport>(actor, (record, token) => record.HandleAsync(range, token), cancellation);
        return Results.Stream(body => ExportAudit.WriteAsync(body, export.LinesAsync(actor, range, cancellation), cancellation), Ndjson, "audit.ndjson");
    }

    static async Task<IResult> ExportAsync(string? from, string? to, HttpContext http, OperationRunner runner, ExportAudit export, CancellationToken cancellation)
    {
        var actor = http.User.ApiActor();
        AuditRange range;
        try
        {
            range = AuditRange.Parse(from, to);
        }
        catch (RuleBrokenException broken)
        {
            return ApiProblem.Result(StatusCodes.Status400BadRequest, broken.Rule.Code, broken.Rule.Sentence);
        }
        // Nothing leaves with a head.
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Bytes([], Ndjson);
        await runner.RunAsync<RecordAuditExport>(actor, (record, token) => record.HandleAsync(range, token), cancellation);
        return Results.Stream(body => ExportAudit.WriteAsync(body, export.LinesAsync(actor, range, cancellation), cancellation), Ndjson);
    }
}
