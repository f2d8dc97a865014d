using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>Which queues an actor may see. Claims, lists and the groups of live messages all ask here.</summary>
public sealed class VisibleQueues(Operation op, IMemoryCache cache)
{
    /// <summary>Queues come with a platform's setup; another host may have set one up.</summary>
    static readonly TimeSpan Trusted = TimeSpan.FromSeconds(3);

    IReadOnlyList<Queue>? _visible;

    public async Task<IReadOnlyList<Queue>> HandleAsync(CancellationToken cancellation)
    {
        if (_visible is not null)
            return _visible;
        return _visible = [.. (await AllAsync(cancellation)).Where(q => Sees(op.Actor, q))];
    }

    /// <summary>The platform's queues, whoever asks.</summary>
    internal async Task<IReadOnlyList<Queue>> AllAsync(CancellationToken cancellation) =>
        await cache.GetOrCreateAsync(Key(op.PlatformId), async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Trusted;
            return await op.Db.Queues.AsNoTracking().OrderBy(q => q.Position).ThenBy(q => q.Id).ToListAsync(cancellation);
        }) ?? [];

    /// <summary>What is remembered of a platform's queues on this host, when they changed.</summary>
    internal static void Forget(IMemoryCache cache, int platformId) => cache.Remove(Key(platformId));

    static (Type, int) Key(int platformId) => (typeof(VisibleQueues), platformId);

    public async Task<bool> SeesAsync(string queueId, CancellationToken cancellation) =>
        (await HandleAsync(cancellation)).Any(q => q.Id == queueId);

    /// <summary>
    /// Ordinary and language queues open by the languages that somebody reads; specialist queues by name; leads answer for
    /// all of these and for the lead and threat queues. The sealed lane opens to trained reviewers alone, whatever their role.
    /// </summary>
    public static bool Sees(Actor actor, Queue queue)
    {
        if (!actor.Can(Permission.ReadCases))
            return false;
        if (queue.Kind == QueueKind.Sealed)
            return actor.Can(Permission.ReadSealedLane);
        // Keys and the machine work for the whole platform; auditors read all and claim nothing.
        if (actor.Role is null or Role.Lead or Role.Auditor || actor.Queues.Contains(queue.Id))
            return true;
        return queue.Kind is QueueKind.Ordinary or QueueKind.Language
            && (actor.Languages.Count == 0 || queue.Languages.Length == 0 || queue.Languages.Any(l => Reads(actor, l)));
    }

    static bool Reads(Actor actor, string language) => actor.Languages.Contains(language, StringComparer.OrdinalIgnoreCase);
}
