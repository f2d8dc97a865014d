using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Whether scoring keeps up.</summary>
public sealed partial class HealthPage(TimeProvider clock)
{
    HealthBoard? board;

    TimeProvider Clock => clock;

    protected override async Task LoadAsync(Actor actor) =>
        board = await Runner.RunAsync<ReadHealth, HealthBoard>(actor, (read, token) => read.HandleAsync(token));
}
