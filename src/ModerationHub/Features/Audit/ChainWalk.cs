using System.Globalization;
using ModerationHub.Domain.Audit;

namespace ModerationHub.Features.Audit;

/// <summary>One walk along one platform's chain: takes entries in the order of their numbers and says where it breaks.</summary>
public sealed class ChainWalk(int platformId, IReadOnlyList<ExportedHead> exported)
{
    readonly Dictionary<long, string> _exported = exported.GroupBy(h => h.Seq).ToDictionary(g => g.Key, g => g.First().Hash);
    byte[] _hash = new byte[32];

    public int PlatformId { get; } = platformId;
    public long Seq { get; private set; }
    public List<(long Seq, string Json)> Seals { get; } = [];

    public BrokenEntry? Next(AuditEntry entry)
    {
        if (entry.Seq != Seq + 1)
            return Broken(Seq + 1, "The entry is missing.");
        if (!entry.PreviousHash.AsSpan().SequenceEqual(_hash))
            return Broken(entry.Seq, "It is not bound to the entry before.");
        if (!AuditChain.HashOf(entry).AsSpan().SequenceEqual(entry.Hash))
            return Broken(entry.Seq, "The entry was changed: its hash does not fit.");
        // Nothing in the hub erases one.
        if (entry.Payload is null)
            return Broken(entry.Seq, "Its payload is missing.");
        if (!AuditChain.Digest(entry.Payload.Salt, entry.Payload.Json).AsSpan().SequenceEqual(entry.PayloadDigest))
            return Broken(entry.Seq, "Its payload was changed: the digest does not fit.");
        if (entry.Action == ReadSeal.Action)
            Seals.Add((entry.Seq, entry.Payload.Json));
        if (_exported.Remove(entry.Seq, out var hash) && hash != Convert.ToHexStringLower(entry.Hash))
            return Broken(entry.Seq, "It is not the entry that was exported as the head.");
        (Seq, _hash) = (entry.Seq, entry.Hash);
        return null;
    }

    public BrokenEntry? End(AuditHead? head)
    {
        if (head is null)
            return Seq == 0 ? null : Broken(Seq, "The chain has no head.");
        if (head.Seq != Seq || !head.Hash.AsSpan().SequenceEqual(_hash))
            return Broken(Math.Min(head.Seq, Seq) + 1, string.Create(CultureInfo.InvariantCulture, $"The head says that the chain ends at {head.Seq}; it ends at {Seq}."));
        return _exported.Count == 0 ? null : Broken(Seq + 1,
            string.Create(CultureInfo.InvariantCulture, $"The tail was cut: a head with number {_exported.Keys.Max()} was exported earlier."));
    }

    BrokenEntry Broken(long seq, string reason) => new(PlatformId, seq, reason);
}
