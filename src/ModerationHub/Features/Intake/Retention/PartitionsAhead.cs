namespace ModerationHub.Features.Intake.Retention;

/// <summary>Before the first request is heard: a host that was off for long finds the present week's partition.</summary>
public sealed class PartitionsAhead(PartitionJob job) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => job.EnsureAheadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
