using ModerationHub.Infrastructure.Hangfire;

namespace ModerationHub.Features.Enforcement;

/// <summary>What follows a decision, as two loops: it becomes final when its undo time is over, however slow the platform is that hears of others.</summary>
static class EnforcementLoops
{
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddEnforcementLoops(this IServiceCollection services) => services
        .AddDrain("decisions", 1, static (provider, cancellation) => FinaliseAsync(provider, cancellation))
        .AddDrain("webhooks", 1, static (provider, cancellation) => DeliverAsync(provider, cancellation));

    static async Task FinaliseAsync(IServiceProvider provider, CancellationToken cancellation)
    {
        var (finalise, time) = (provider.GetRequiredService<FinaliseDecisions>(), provider.GetRequiredService<TimeProvider>());
        while (!cancellation.IsCancellationRequested)
        {
            await finalise.RunAsync(cancellation);
            await Task.Delay(Idle, time, cancellation);
        }
    }

    static async Task DeliverAsync(IServiceProvider provider, CancellationToken cancellation)
    {
        var (deliver, signal) = (provider.GetRequiredService<DeliverWebhooks>(), provider.GetRequiredService<DeliverySignal>());
        while (!cancellation.IsCancellationRequested)
        {
            await deliver.RunAsync(cancellation);
            await signal.WaitAsync(Idle, cancellation);
        }
    }
}
