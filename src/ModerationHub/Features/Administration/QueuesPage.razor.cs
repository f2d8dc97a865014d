using ModerationHub.Domain.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Where cases wait: queues are added, changed, and closed when they are empty.</summary>
public sealed partial class QueuesPage
{
    const int DefaultPosition = 50;

    IReadOnlyList<QueueLine>? queues;
    IReadOnlyList<(string Key, string Name)> policies = [];
    string? editing;
    string name = "", languages = "", policy = "";
    QueueKind kind = QueueKind.Ordinary;
    int position = DefaultPosition;

    protected override async Task LoadAsync(Actor actor)
    {
        queues = await Runner.RunAsync<ListQueues, IReadOnlyList<QueueLine>>(actor, (list, token) => list.HandleAsync(token));
        policies = await Runner.RunAsync<QueuePolicies, IReadOnlyList<(string, string)>>(actor, (list, token) => list.HandleAsync(token));
    }

    Task SaveAsync() => DoAsync(async actor =>
    {
        QueueTerms terms = new(name, kind, languages.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries), policy.Length > 0 ? policy : null, position);
        if (editing is { } id)
            await Runner.RunAsync<ChangeQueue>(actor, (change, token) => change.HandleAsync(new(id, terms), token));
        else
            await Runner.RunAsync<AddQueue, string>(actor, (add, token) => add.HandleAsync(new(terms), token));
        Clear();
    });

    Task CloseAsync(string id, bool close) => DoAsync(actor => Runner.RunAsync<CloseQueue>(actor, (one, token) => one.HandleAsync(new(id, close), token)));

    void Edit(QueueLine queue) => (editing, name, kind, languages, policy, position) =
        (queue.Id, queue.Name, queue.Kind, string.Join(' ', queue.Languages), queue.PolicyKey ?? "", queue.Position);

    void Clear() => (editing, name, kind, languages, policy, position) = (null, "", QueueKind.Ordinary, "", "", DefaultPosition);

    string PolicyName(string key) => policies.FirstOrDefault(one => one.Key == key) is { Name: { } known } ? L[known] : key;

    string KindName(QueueKind one) => one switch
    {
        QueueKind.Ordinary => L["New cases"],
        QueueKind.Language => L["New cases in its languages"],
        QueueKind.Specialist => L["What needs a specialist"],
        QueueKind.Lead => L["Leads"],
        QueueKind.Threat => L["Threats to life"],
        _ => L["Sealed lane"],
    };
}
