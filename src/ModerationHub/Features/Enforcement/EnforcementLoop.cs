namespace ModerationHub.Features.Enforcement;

/// <summary>What follows a decision: it becomes final when its undo time is over, and the platform is told.</summary>
public sealed class EnforcementLoop(FinaliseDecisions finalise, DeliverWebhooks deliver, DeliverySignal signal)
{
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await finalise.RunAsync(cancellation);
            await deliver.RunAsync(cancellation);
            await signal.WaitAsync(Idle, cancellation);
        }
    }
}
