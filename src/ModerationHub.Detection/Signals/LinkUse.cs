using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>How an account uses the links of one policy's banks.</summary>
public sealed class LinkUse
{
    private const int MostLinks = 10;

    /// <summary>Posts with such a link.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>The same in the account's own voice; a reporting post counts in part.</summary>
    [JsonPropertyName("o")]
    public double Own { get; set; }

    /// <summary>Sum of the weights of the different links, each as it was used first.</summary>
    [JsonPropertyName("w")]
    public double Weight { get; set; }

    /// <summary>Hashes of the different links, the first ten.</summary>
    [JsonPropertyName("d")]
    public List<uint> Links { get; set; } = [];

    /// <summary>What of it came by which entry of the banks, the first ten; null in what was stored before this was kept.</summary>
    [JsonPropertyName("e")]
    public List<LinkPart>? Parts { get; set; }

    /// <summary>Latest posts.</summary>
    [JsonPropertyName("i")]
    public List<string> PostIds { get; set; } = [];

    internal void Note(LinkHit hit, string postId)
    {
        Posts++;
        Own = Math.Round(Own + hit.OwnShare, 3);
        Bounded.Add(PostIds, postId);
        var part = PartOf(StableHash.Of(hit.Entry.Id));
        if (part is not null) part.Own = Math.Round(part.Own + hit.OwnShare, 3);
        var key = StableHash.Of(hit.Url);
        if (Links.Count >= MostLinks || Links.Contains(key)) return;
        Links.Add(key);
        var weight = hit.Entry.Weight * hit.OwnShare;
        Weight = Math.Round(Weight + weight, 3);
        if (part is not null) part.Weight = Math.Round(part.Weight + weight, 3);
    }

    /// <summary>What is left of weight and own voice without the entries that were stopped.</summary>
    /// <param name="stopped">Hashes of their ids.</param>
    internal (double Weight, double Own) Without(IReadOnlySet<uint> stopped)
    {
        var (weight, own) = (Weight, Own);
        if (stopped.Count == 0 || Parts is null) return (weight, own);
        foreach (var part in Parts.Where(part => stopped.Contains(part.Entry))) (weight, own) = (weight - part.Weight, own - part.Own);
        return (Math.Max(0, weight), Math.Max(0, own));
    }

    private LinkPart? PartOf(uint entry)
    {
        Parts ??= [];
        if (Parts.Find(known => known.Entry == entry) is { } part) return part;
        if (Parts.Count >= MostLinks) return null;
        Parts.Add(part = new LinkPart { Entry = entry });
        return part;
    }
}

/// <summary>What of a <see cref="LinkUse"/> came by one entry.</summary>
public sealed class LinkPart
{
    /// <summary>Hash of the entry's id.</summary>
    [JsonPropertyName("k")]
    public uint Entry { get; set; }

    /// <summary>Posts in the account's own voice.</summary>
    [JsonPropertyName("o")]
    public double Own { get; set; }

    /// <summary>Sum of the weights of the different links that came by it first.</summary>
    [JsonPropertyName("w")]
    public double Weight { get; set; }
}
