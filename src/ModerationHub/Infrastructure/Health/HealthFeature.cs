using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModerationHub.Infrastructure.Health;

/// <summary>`/health/live`: the process answers. `/health/ready`: so does all it needs; 503 names what does not.</summary>
public static class HealthFeature
{
    /// <summary>How long a part may take to say how it is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", Options(_ => false)).AllowAnonymous();
        endpoints.MapHealthChecks("/health/ready", Options(_ => true)).AllowAnonymous();
        return endpoints;
    }

    /// <summary>Waits until every part says that it is healthy.</summary>
    public static async Task WaitUntilReadyAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var health = services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync(cancellation)).Status != HealthStatus.Healthy)
            await Task.Delay(100, cancellation);
    }

    static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) =>
        {
            http.Response.ContentType = MediaTypeNames.Application.Json;
            return http.Response.WriteAsJsonAsync(new
            {
                status = report.Status == HealthStatus.Healthy ? "ready" : "failing",
                failing = report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => e.Key),
            }, http.RequestAborted);
        },
    };
}
