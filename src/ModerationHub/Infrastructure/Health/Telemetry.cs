using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ModerationHub.Infrastructure.Health;

/// <summary>Sends what the meters count (ours, the database driver's, the web server's) to whoever collects it, when the environment names one.</summary>
public static class Telemetry
{
    /// <summary>As OpenTelemetry names it; its other variables (protocol, headers, interval) hold as well.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
            return services;
        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("moderation-hub"))
            .WithMetrics(static metrics => metrics.AddMeter("ModerationHub.*").AddNpgsqlInstrumentation().AddAspNetCoreInstrumentation().AddOtlpExporter());
        return services;
    }
}
