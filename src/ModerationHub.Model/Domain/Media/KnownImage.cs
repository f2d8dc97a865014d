namespace ModerationHub.Domain.Media;

/// <summary>An image that the platform once showed us: what it looks like in 256 bits, never its pixels.</summary>
public sealed class KnownImage
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Counts the platform's images in the order of their commits: who follows the table misses none.</summary>
    public required long Seq { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Pdq { get; init; }

    /// <summary>0–100.</summary>
    public required short Quality { get; init; }

    /// <summary>Of the file that came first; of no other size of it.</summary>
    public required string Md5 { get; init; }

    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>When the platform last showed it, to a day; long unseen it is forgotten.</summary>
    public required DateTimeOffset SeenAt { get; init; }
}

/// <summary>How far a platform's images and banked hashes are counted. Its lock lines up those who add to them.</summary>
public sealed class MediaHead
{
    public required int PlatformId { get; init; }
    public long ImageSeq { get; set; }
    public long HashSeq { get; set; }
}
