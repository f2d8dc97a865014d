using System.Collections.Concurrent;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Features.Scoring;

/// <summary>What the drains of this process remember of an account between batches, so that it need not be read and parsed again.</summary>
public sealed class AccountMemory
{
    public required AccountFeatures Features { get; set; }
    public long ScoredPosts { get; set; }
    public long EvidenceCount { get; set; }
    public DateTimeOffset? LastPostAt { get; set; }
    public Surroundings Around { get; set; }
    public long UsedIn { get; set; }
}

/// <summary>The accounts of one shard as the batch left them whose stamp it carries.</summary>
public sealed class ShardMemory
{
    /// <summary>About 2 KB each; eight shards of a platform stay under 80 MB.</summary>
    const int MostAccounts = 4_000;

    readonly Dictionary<string, AccountMemory> _accounts = new(StringComparer.Ordinal);
    long _batch;

    // Boxed, because another thread reads it while the batch that wrote it may still be on its way out.
    volatile object? _stamp;

    public Guid? Stamp { get => (Guid?)_stamp; set => _stamp = value; }

    public AccountMemory? Find(string account)
    {
        if (!_accounts.TryGetValue(account, out var memory))
            return null;
        memory.UsedIn = _batch;
        return memory;
    }

    public void Keep(string account, AccountMemory memory)
    {
        memory.UsedIn = _batch;
        _accounts[account] = memory;
    }

    public void Forget(string account) => _accounts.Remove(account);

    /// <summary>Ends a batch: what was not used for long goes when there is too much.</summary>
    public void Turn()
    {
        _batch++;
        for (var age = 16L; _accounts.Count > MostAccounts; age /= 2)
            foreach (var (id, memory) in _accounts)
                if (_batch - memory.UsedIn > age)
                    _accounts.Remove(id);
    }
}

/// <summary>
/// The memories of this process. Each batch leaves a new stamp in the shard's row and, once committed, in the memory: only
/// when both agree is the memory exactly what the database holds, whoever else scored the shard in between and however a
/// commit ended.
/// </summary>
public sealed class ShardMemories
{
    readonly ConcurrentDictionary<(int Platform, short Shard), ShardMemory> _shards = new();

    public ShardMemory Of(ShardLease lease)
    {
        var key = (lease.PlatformId, lease.Shard);
        if (lease.Stamp is not null && _shards.TryGetValue(key, out var known) && known.Stamp == lease.Stamp)
            return known;
        return _shards[key] = new ShardMemory();
    }

    public void Drop(ShardLease lease) => _shards.TryRemove((lease.PlatformId, lease.Shard), out _);
}
