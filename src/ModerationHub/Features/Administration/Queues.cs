using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Team;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

public static class QueueRules
{
    public const int MaxName = 60;
    public static readonly Rule Name = new("queue_name_required", "A queue has a name of at most 60 characters that no other queue has.");
    public static readonly Rule Kind = new("queue_kind_fixed", "Queues for leads, threats and sealed material come with the platform.");
    public static readonly Rule Policy = new("queue_policy_unknown", "There is no such policy for the queue.");
    public static readonly Rule Languages = new("queue_languages_required", "A language queue names its languages.");
    public static readonly Rule Unknown = new("queue_unknown", "There is no such queue.");
    public static readonly Rule NotEmpty = new("queue_not_empty", "Cases still wait or are worked on in this queue; it closes when it is empty.");
    public static readonly Rule LastOne = new("queue_last_one", "At least one queue must take new cases.");
}

/// <summary>A queue as administrators see it.</summary>
/// <param name="Undecided">Cases that wait or are worked on.</param>
public sealed record QueueLine(string Id, string Name, QueueKind Kind, IReadOnlyList<string> Languages, string? PolicyKey, int Position, DateTimeOffset? ClosedAt, int Undecided)
{
    /// <summary>Queues for leads, threats and sealed material come with the platform and stay.</summary>
    public bool Changeable => QueueTerms.IsChangeable(Kind);
}

/// <summary>What an administrator says of a queue; what kind it is stays as it was made.</summary>
public sealed partial record QueueTerms(string Name, QueueKind Kind, IReadOnlyList<string> Languages, string? PolicyKey, int Position)
{
    public static bool IsChangeable(QueueKind kind) => kind is QueueKind.Ordinary or QueueKind.Language or QueueKind.Specialist;

    public async Task CheckAsync(Operation op, string? id, CancellationToken cancellation)
    {
        if (!IsChangeable(Kind))
            throw new RuleBrokenException(QueueRules.Kind);
        var name = Name?.Trim();
        if (Words.AreMissing(name) || name.Length > QueueRules.MaxName || await op.Db.Queues.AnyAsync(q => q.Name == name && q.Id != id, cancellation))
            throw new RuleBrokenException(QueueRules.Name);
        if (Languages.Any(language => !Language().IsMatch(language)))
            throw new RuleBrokenException(TeamRules.BadLanguage);
        if (Kind == QueueKind.Language && Languages.Count == 0)
            throw new RuleBrokenException(QueueRules.Languages);
        if (PolicyKey is not null && !await op.Db.Policies.AnyAsync(p => p.Key == PolicyKey, cancellation))
            throw new RuleBrokenException(QueueRules.Policy);
    }

    public object Record() => new { name = Name.Trim(), Kind, Languages, PolicyKey, Position };

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.NonBacktracking)]
    private static partial Regex Language();
}

/// <summary>The platform's queues in the order in which they are asked for a new case.</summary>
public sealed class ListQueues(Operation op)
{
    public async Task<IReadOnlyList<QueueLine>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        return await op.Db.Queues.AsNoTracking().OrderBy(q => q.ClosedAt != null).ThenBy(q => q.Position).ThenBy(q => q.Id)
            .Select(q => new QueueLine(q.Id, q.Name, q.Kind, q.Languages, q.PolicyKey, q.Position, q.ClosedAt, op.Db.Cases.Count(c => c.QueueId == q.Id && c.State != CaseState.Decided)))
            .ToListAsync(cancellation);
    }
}

/// <summary>The policies that a queue may be for.</summary>
public sealed class QueuePolicies(Operation op)
{
    public async Task<IReadOnlyList<(string Key, string Name)>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        return [.. (await op.Db.Policies.OrderBy(p => p.Position).ThenBy(p => p.Key).Select(p => new { p.Key, p.Name }).ToListAsync(cancellation)).Select(p => (p.Key, p.Name))];
    }
}

public sealed class AddQueue(Operation op)
{
    public sealed record Command(QueueTerms Terms);

    /// <returns>The queue's id.</returns>
    public async Task<string> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        var terms = command.Terms;
        await QueueLock.TakeAsync(op, cancellation);
        await terms.CheckAsync(op, null, cancellation);
        var queue = new Queue
        {
            PlatformId = op.PlatformId, Id = $"queue-{op.NewId():n}", Name = terms.Name.Trim(), Kind = terms.Kind, PolicyKey = terms.PolicyKey, Languages = [.. terms.Languages.Distinct()], Position = terms.Position,
        };
        op.Db.Queues.Add(queue);
        op.Audit("queue.made", "queue", queue.Id, terms.Record());
        QueueNews.Publish(op);
        return queue.Id;
    }
}

public sealed class ChangeQueue(Operation op)
{
    public sealed record Command(string Id, QueueTerms Terms);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        await QueueLock.TakeAsync(op, cancellation);
        var queue = await op.Db.Queues.SingleOrDefaultAsync(q => q.Id == command.Id, cancellation) ?? throw new RuleBrokenException(QueueRules.Unknown);
        var before = new QueueTerms(queue.Name, queue.Kind, queue.Languages, queue.PolicyKey, queue.Position).Record();
        var terms = command.Terms with { Kind = queue.Kind };
        await terms.CheckAsync(op, queue.Id, cancellation);
        (queue.Name, queue.PolicyKey, queue.Languages, queue.Position) = (terms.Name.Trim(), terms.PolicyKey, [.. terms.Languages.Distinct()], terms.Position);
        op.Audit("queue.changed", "queue", queue.Id, new { before, after = terms.Record() });
        QueueNews.Publish(op);
    }
}

/// <summary>An empty queue takes no case any more; what a decision that is taken back returns to it is still worked on there.</summary>
public sealed class CloseQueue(Operation op)
{
    /// <param name="Close">False opens it again.</param>
    public sealed record Command(string Id, bool Close = true);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        await QueueLock.TakeAsync(op, cancellation);
        var queue = await op.Db.Queues.SingleOrDefaultAsync(q => q.Id == command.Id, cancellation) ?? throw new RuleBrokenException(QueueRules.Unknown);
        if (!QueueTerms.IsChangeable(queue.Kind))
            throw new RuleBrokenException(QueueRules.Kind);
        if (command.Close == queue.ClosedAt is not null)
            return;
        if (command.Close)
        {
            if (await op.Db.Cases.AnyAsync(c => c.QueueId == queue.Id && c.State != CaseState.Decided, cancellation))
                throw new RuleBrokenException(QueueRules.NotEmpty);
            if (queue.Kind != QueueKind.Specialist && !await op.Db.Queues.AnyAsync(q => q.Id != queue.Id && q.ClosedAt == null && (q.Kind == QueueKind.Ordinary || q.Kind == QueueKind.Language), cancellation))
                throw new RuleBrokenException(QueueRules.LastOne);
        }
        queue.ClosedAt = command.Close ? op.Now : null;
        op.Audit(command.Close ? "queue.closed" : "queue.opened", "queue", queue.Id, new { queue.Name });
        QueueNews.Publish(op);
    }
}

static class QueueNews
{
    /// <summary>Clients of the live hub join and leave, on every host.</summary>
    public static void Publish(Operation op) => op.Publish(new LiveEvent
    {
        PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = LiveKind.QueuesChanged, SubjectId = Guid.Empty,
    });
}

static class QueueLock
{
    /// <summary>Two people with the same name in mind, or who close the last two queues, come one after the other.</summary>
    public static Task<int> TakeAsync(Operation op, CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"select from platforms where id = {op.PlatformId} for update", cancellation);
}
