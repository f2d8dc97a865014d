using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>A text that an account posted, to notice when it comes again.</summary>
public sealed class TextTrace
{
    /// <summary>Texts remembered an account.</summary>
    public const int Most = 8;

    /// <summary>Sketch of the text (see MinHash.Sketch).</summary>
    [JsonPropertyName("s")]
    public ulong Sketch { get; set; }

    /// <summary>Unix seconds of the present run's first post.</summary>
    [JsonPropertyName("a")]
    public long Since { get; set; }

    /// <summary>The account's number of posts before the present run.</summary>
    [JsonPropertyName("b")]
    public int Before { get; set; }

    /// <summary>Posts of this text in the present run.</summary>
    [JsonPropertyName("r")]
    public int Run { get; set; }

    /// <summary>Longest run that dominated what the account posted meanwhile; 0 if none.</summary>
    [JsonPropertyName("x")]
    public int Longest { get; set; }

    /// <summary>Keys of the policies whose terms the text uses; null if none.</summary>
    [JsonPropertyName("p")]
    public List<string>? Policies { get; set; }

    /// <summary>Id of the latest post.</summary>
    [JsonPropertyName("i")]
    public string PostId { get; set; } = "";

    /// <summary>A text that is at least so much the account's own voice uses the terms that it holds; see <see cref="PolicyHits.OwnShare"/>.</summary>
    internal const double OwnVoice = 0.5;

    internal void Label(string policy, bool uses)
    {
        if (uses && Policies?.Contains(policy) != true) (Policies ??= []).Add(policy);
        else if (!uses && Policies?.Remove(policy) == true && Policies.Count == 0) Policies = null;
    }
}
