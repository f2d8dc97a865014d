using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Whether scoring keeps up.</summary>
public sealed partial class HealthPage(TimeProvider clock)
{
    HealthBoard? board;

    TimeProvider Clock => clock;

    /// <summary>What stands in the blanks may be a sentence of ours too.</summary>
    string Said(FormattableString fault) => L[fault.Format, [.. fault.GetArguments().Select(part => part is string text ? L[text].Value : part ?? "")]];

    protected override async Task LoadAsync(Actor actor) =>
        board = await Runner.RunAsync<ReadHealth, HealthBoard>(actor, (read, token) => read.HandleAsync(token));
}
