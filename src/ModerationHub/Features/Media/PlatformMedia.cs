using ModerationHub.Detection.Media;

namespace ModerationHub.Features.Media;

/// <summary>What one platform's tables hold of images and banked hashes, in memory: about 110 bytes an image, and 46 MB of buckets from a quarter of a million on.</summary>
public sealed class PlatformMedia : IDisposable
{
    readonly Lock _gate = new();
    readonly PdqIndex _index = new(bucketBits: 20);
    readonly List<Guid> _ids = [];

    public KnownMedia Banks { get; } = new();

    /// <summary>One reads what is new; the others wait for it.</summary>
    public SemaphoreSlim Reading { get; } = new(1, 1);

    public long ImageSeq { get; set; }
    public long HashSeq { get; set; }

    public void Add(Guid id, PdqHash hash)
    {
        lock (_gate)
        {
            _index.Add(hash);
            _ids.Add(id);
        }
    }

    /// <summary>The image that looks most like it, the oldest among equals; none that differs in more than 31 bits.</summary>
    public Guid? Nearest(PdqHash hash)
    {
        lock (_gate)
        {
            PdqMatch? nearest = null;
            foreach (var match in _index.Find(hash))
                if (_ids[match.Position] != Guid.Empty && (nearest is null || match.Distance < nearest.Value.Distance)) nearest = match;
            return nearest is { } found ? _ids[found.Position] : null;
        }
    }

    /// <summary>The image has left the table; the place of its hash stays empty until the host starts anew.</summary>
    public void Forget(Guid id)
    {
        lock (_gate)
            if (_ids.IndexOf(id) is var position and >= 0)
                _ids[position] = Guid.Empty;
    }

    public void Dispose()
    {
        Banks.Dispose();
        Reading.Dispose();
    }
}
