using Microsoft.Extensions.DependencyInjection.Extensions;
using ModerationHub.Features.Intake.Accounts;
using ModerationHub.Features.Intake.Appeals;
using ModerationHub.Features.Intake.Enforcements;
using ModerationHub.Features.Intake.Events;
using ModerationHub.Features.Intake.Follows;
using ModerationHub.Features.Intake.Posts;
using ModerationHub.Features.Intake.Reports;
using ModerationHub.Features.Intake.Retention;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Intake;

/// <summary>What platforms push in, and the partitions that it lies in.</summary>
public static class IntakeFeature
{
    /// <summary>Days that the platform keeps posts; absent when it keeps them for good.</summary>
    public const string KeptDaysHeader = "X-Hub-Posts-Kept-Days";

    const string Updated = "updated";
    const string Duplicates = "duplicates";

    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<ScoringSignal>();
        services.AddSingleton<IntakeTransaction>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<IntakePlaces>();
        services.AddSingleton<TakeAccounts>();
        services.AddSingleton<TakePosts>();
        services.AddSingleton<TakeFollows>();
        services.AddSingleton<TakeReports>();
        services.AddSingleton<TakeEvents>();
        services.AddScoped<RecordEnforcements>();
        services.AddScoped<EraseRequested.Step>();
        services.AddSingleton<EraseRequested>();
        services.AddRecurring<EraseRequested>("erasure", "* * * * *", job => job.RunAsync(CancellationToken.None));
        services.AddScoped<TakeAppeals>();
        services.AddSingleton<PartitionJob>();
        services.AddRecurring<PartitionJob>("partitions", "17 3 * * *", job => job.RunAsync(CancellationToken.None));
        services.AddHostedService<PartitionsAhead>();
        return services;
    }

    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder endpoints)
    {
        var intake = endpoints.MapGroup(ApiFeature.Base).RequireAuthorization(ApiScopes.IntakePolicy).WithTags("intake").CountsItsBytes();
        intake.MapPost("/accounts", (HttpContext http, TakeAccounts take) =>
                IntakeEndpoint.TakeAsync(http, AccountRow.Read, Updated, take.HandleAsync))
            .Describe<AccountRow>("accounts", Updated, "Accounts, upsert by `id`: what is absent or null leaves what is known. `state` counts until a decision or an event has set one; from then on send events, which say when; `restricted` has none and is told no more. `deleted` always counts.");
        intake.MapPost("/posts", (HttpContext http, TakePosts take, Backlog backlog) =>
            {
                http.Response.OnStarting(() =>
                {
                    if (backlog.KeptDays(http.User.ApiPlatformId()) is { } days)
                        http.Response.Headers[KeptDaysHeader] = days.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    return Task.CompletedTask;
                });
                return IntakeEndpoint.TakeAsync(http, PostRow.Read, Duplicates, take.HandleAsync);
            })
            .Describe<PostRow>("posts", Duplicates,
                "Posts, idempotent by (`id`, `created_at`), both immutable: the same id at another time is another post. An unknown account becomes a stub. The header X-Hub-Posts-Kept-Days says how many days posts are kept since they were written and since they arrived; without it they are kept for good.");
        intake.MapPost("/follows", (HttpContext http, TakeFollows take) =>
                IntakeEndpoint.TakeAsync(http, FollowRow.Read, Updated, take.HandleAsync, fillsBacklog: false))
            .Describe<FollowRow>("follows", Updated, "Who follows whom, upsert by the pair.");
        intake.MapPost("/reports", (HttpContext http, TakeReports take) =>
                IntakeEndpoint.TakeAsync(http, ReportRow.Read, Duplicates, take.HandleAsync))
            .Describe<ReportRow>("reports", Duplicates,
                "Reports, idempotent by `id`. An authority's report adds no risk: it opens an order, whose sender is to be verified by other means.");
        intake.MapPost("/events", (HttpContext http, TakeEvents take) =>
                IntakeEndpoint.TakeAsync(http, EventRow.Read, Duplicates, take.HandleAsync, fillsBacklog: false))
            .Describe<EventRow>("events", Duplicates, "What happened on the platform to accounts and posts. A post stays as it came in: its deletion and edits are kept beside it. An erasure is carried out within minutes, except for what an open case, a standing decision or an open order needs.");
        intake.MapPost("/enforcements", (HttpContext http, OperationRunner runner) =>
                IntakeEndpoint.TakeAsync(http, EnforcementRow.Read, Duplicates, (platformId, rows, cancellation) =>
                    runner.RunAsync<RecordEnforcements, Taken>(http.User.ApiActor(), (handler, token) => handler.HandleAsync(new(rows), token), cancellation),
                    fillsBacklog: false))
            .Describe<EnforcementRow>("enforcements", Duplicates, "What became of decisions on the platform; the newest word on a decision counts.");
        intake.MapPost("/appeals", (HttpContext http, OperationRunner runner) =>
                IntakeEndpoint.TakeAsync(http, AppealRow.Read, Duplicates, (platformId, rows, cancellation) =>
                    runner.RunAsync<TakeAppeals, Taken>(http.User.ApiActor(), (handler, token) => handler.HandleAsync(new(rows), token), cancellation),
                    fillsBacklog: false))
            .Describe<AppealRow>("appeals", Duplicates, "Appeals of accounts' owners, idempotent by `id`. A decision has one open appeal at a time; the answer comes as `appeal.decided`.");
        return endpoints;
    }
}
