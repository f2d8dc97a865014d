using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>What one version of a policy's text model found in an account's posts. Another version starts anew; what the one before it found counts until it has read as many posts.</summary>
public sealed class ModelUse
{
    /// <summary>Different texts remembered; more would add next to nothing.</summary>
    public const int MostVoices = 6;

    private const int MostWords = 4;

    /// <summary>The model's version.</summary>
    [JsonPropertyName("r")]
    public string Version { get; set; } = "";

    /// <summary>The account's posts before the first finding.</summary>
    [JsonPropertyName("b")]
    public int Before { get; set; }

    /// <summary>The account's posts when another version took its place; null while it is in force.</summary>
    [JsonPropertyName("e")]
    public int? End { get; set; }

    /// <summary>What the version before it found; null once that no longer counts.</summary>
    [JsonPropertyName("f")]
    public ModelUse? Former { get; set; }

    /// <summary>Posts found.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>The same in the account's own voice; a quoting post counts in part.</summary>
    [JsonPropertyName("o")]
    public double Own { get; set; }

    /// <summary>Highest probability, 0–1.</summary>
    [JsonPropertyName("h")]
    public double Highest { get; set; }

    /// <summary>Different texts in the account's own voice.</summary>
    [JsonPropertyName("v")]
    public List<PolicyUse.Voice> Voices { get; set; } = [];

    /// <summary>Words that counted most, the first few.</summary>
    [JsonPropertyName("w")]
    public List<string> Words { get; set; } = [];

    /// <summary>Latest posts found.</summary>
    [JsonPropertyName("i")]
    public List<string> PostIds { get; set; } = [];

    /// <summary>The posts that it read since its first finding.</summary>
    internal int Read(AccountFeatures features) => (End ?? features.Posts) - Before;

    /// <summary>Whether its successor has read fewer posts than it had.</summary>
    internal bool Lasts(AccountFeatures features) => features.Posts - (End ?? features.Posts) < Read(features);

    internal void Note(string post, double probability, double own, PolicyUse.Voice voice, IEnumerable<string> words)
    {
        Posts++;
        Own += own;
        Highest = Math.Max(Highest, Math.Round(probability, 3));
        Bounded.Add(PostIds, post);
        foreach (var word in words)
            if (Words.Count < MostWords && !Words.Contains(word)) Words.Add(word);
        PolicyUse.Speak(Voices, voice, MostVoices);
    }
}
