using ModerationHub.Domain.People;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Whether scoring keeps up, and what becomes of the rows that it set aside.</summary>
public sealed partial class HealthPage(TimeProvider clock)
{
    readonly Dictionary<Guid, string> reasons = [];
    HealthBoard? board;
    bool mayManage;

    TimeProvider Clock => clock;

    /// <summary>What stands in the blanks may be a sentence of ours too.</summary>
    string Said(FormattableString fault) => L[fault.Format, [.. fault.GetArguments().Select(part => part is string text ? L[text].Value : part ?? "")]];

    protected override async Task LoadAsync(Actor actor)
    {
        mayManage = actor.Can(Permission.ManagePlatform);
        board = await Runner.RunAsync<ReadHealth, HealthBoard>(actor, (read, token) => read.HandleAsync(token));
    }

    Task RetryAsync(params Guid[] ids) => DoAsync(actor => Runner.RunAsync<RetrySetAside>(actor, (retry, token) => retry.HandleAsync(new(ids), token)));

    Task DismissAsync(Guid id) => DoAsync(actor => Runner.RunAsync<DismissSetAside>(actor, (dismiss, token) => dismiss.HandleAsync(new(id, reasons.GetValueOrDefault(id, "")), token)));
}
