using Hangfire;
using Microsoft.Extensions.Http.Resilience;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;
using Polly;

namespace ModerationHub.Features.Enforcement;

public static class EnforcementFeature
{
    static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan BreakTime = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddEnforcement(this IServiceCollection services)
    {
        services
            .AddScoped<DecideCase>().AddScoped<DecisionNews>().AddScoped<DeliveryOutbox>().AddScoped<AccountStates>()
            .AddScoped<UndoDecision>().AddScoped<OverturnDecision>().AddScoped<DecisionNumbers>().AddScoped<ReporterOutcomes>().AddScoped<ResolvedReports>()
            .AddScoped<FinaliseDecisions.Step>().AddScoped<EndTimedActions.Step>().AddScoped<AlarmUnapplied.Step>()
            .AddScoped<AddWebhookEndpoint>().AddScoped<RemoveWebhookEndpoint>().AddScoped<RedeliverWebhook>().AddScoped<ReadWebhooks>()
            .AddScoped<ReadDecisionFeed>().AddShield();
        services
            .AddSingleton<DeliverySignal>().AddSingleton<WebhookTargets>().AddSingleton<WebhookSecrets>()
            .AddSingleton<WebhookSender>().AddSingleton<FinaliseDecisions>().AddSingleton<EndTimedActions>().AddSingleton<AlarmUnapplied>().AddSingleton<DeliverWebhooks>();
        services.AddEnforcementLoops()
            .AddRecurring<EndTimedActions>("timed-actions", Cron.Minutely(), job => job.RunAsync(CancellationToken.None))
            .AddRecurring<AlarmUnapplied>("unapplied", Cron.Minutely(), job => job.RunAsync(CancellationToken.None));
        services.AddDataProtection();
        services.AddHttpClient(WebhookSender.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                // A redirect or a proxy would lead around the check of where a webhook may go.
                AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectCallback = provider.GetRequiredService<WebhookTargets>().ConnectAsync,
            })
            .AddResilienceHandler(WebhookSender.Client, (pipeline, context) =>
            {
                pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
                pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 10, BreakDuration = BreakTime }).AddTimeout(AnswerTime);
            })
            .SelectPipelineByAuthority();
        return services;
    }

    public static IEndpointRouteBuilder MapEnforcement(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead($"{ApiFeature.Base}/decisions", (string? cursor, HttpContext http, OperationRunner runner, CancellationToken cancellation) =>
                ApiReads.AnswerAsync(() => runner.RunAsync<ReadDecisionFeed, DecisionFeed>(http.User.ApiActor(),
                    (feed, token) => feed.HandleAsync(new(cursor), token), cancellation)))
            .RequireAuthorization(ApiScopes.ReadPolicy)
            .WithTags("Decisions").WithSummary("The decision feed").Produces<DecisionFeed>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithDescription("Final decisions in the order in which they became final. Keep next_cursor and ask again with it.");
        return endpoints;
    }
}
