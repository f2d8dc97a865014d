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

/// <summary>The accounts of one shard as the batch left them whose stamp it carries. Not thread-safe.</summary>
public sealed class ShardMemory
{
    /// <summary>About 2 KB each; eight shards of a platform stay under 80 MB.</summary>
    const int MostAccounts = 4_000;

    readonly Dictionary<string, AccountMemory> _accounts = new(StringComparer.Ordinal);
    long _batch;

    public Guid? Stamp { get; private set; }

    public AccountMemory? Find(string account)
    {
        if (!_accounts.TryGetValue(account, out var memory))
            return null;
        memory.UsedIn = _batch;
        return memory;
    }

    /// <summary>Takes in what a batch that carries this stamp leaves; what was not used for long goes when there is too much.</summary>
    public void Keep(IReadOnlyList<ScoredAccount> scored, IReadOnlySet<string> failed, Guid stamp)
    {
        foreach (var account in scored)
        {
            account.Memory.UsedIn = _batch;
            if (failed.Contains(account.Work.Id))
                _accounts.Remove(account.Work.Id);
            else
                _accounts[account.Work.Id] = account.Memory;
        }
        Stamp = stamp;
        _batch++;
        for (var age = 16L; _accounts.Count > MostAccounts; age /= 2)
            foreach (var (id, memory) in _accounts)
                if (_batch - memory.UsedIn > age)
                    _accounts.Remove(id);
    }
}

/// <summary>
/// The memories of this process. Each batch leaves a new stamp in the shard's row and in the memory: only when both agree is
/// the memory exactly what the database holds, whoever else scored the shard in between and however a commit ended. A batch
/// owns its memory: it takes it away, and puts it back only once it is committed.
/// </summary>
public sealed class ShardMemories
{
    readonly ConcurrentDictionary<(int Platform, short Shard), ShardMemory> _shards = new();
    readonly ConcurrentDictionary<(int Platform, short Shard), int> _failures = new();

    public ShardMemory Take(ShardLease lease) =>
        _shards.TryRemove((lease.PlatformId, lease.Shard), out var known) && known.Stamp == lease.Stamp && lease.Stamp is not null ? known : new ShardMemory();

    public void PutBack(ShardLease lease, ShardMemory memory)
    {
        _shards[(lease.PlatformId, lease.Shard)] = memory;
        // After a small batch that went well a whole one is tried again, carefully.
        if (FailuresOf(lease) > 1)
            _failures[(lease.PlatformId, lease.Shard)] = 1;
        else
            _failures.TryRemove((lease.PlatformId, lease.Shard), out _);
    }

    /// <summary>How many batches of the shard came to nothing, one after another.</summary>
    public int FailuresOf(ShardLease lease) => _failures.GetValueOrDefault((lease.PlatformId, lease.Shard));

    /// <param name="most">Up to which this one is counted.</param>
    /// <returns>How many by now.</returns>
    public int Failed(ShardLease lease, int most) =>
        _failures.AddOrUpdate((lease.PlatformId, lease.Shard), static (_, _) => 1, static (_, before, most) => Math.Max(before, Math.Min(before + 1, most)), most);
}
