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

    /// <summary>Latest posts.</summary>
    [JsonPropertyName("i")]
    public List<string> PostIds { get; set; } = [];

    internal void Note(LinkHit hit, string postId)
    {
        Posts++;
        Own = Math.Round(Own + hit.OwnShare, 3);
        Bounded.Add(PostIds, postId);
        var key = StableHash.Of(hit.Url);
        if (Links.Count >= MostLinks || Links.Contains(key)) return;
        Links.Add(key);
        Weight = Math.Round(Weight + (hit.Entry.Weight * hit.OwnShare), 3);
    }
}
