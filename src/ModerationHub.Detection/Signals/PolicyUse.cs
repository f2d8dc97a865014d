using System.Text.Json.Serialization;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>How an account uses the terms of one policy's banks.</summary>
public sealed class PolicyUse
{
    /// <summary>Different texts remembered; more would add nothing, see <see cref="Detectors.TermDetector"/>.</summary>
    public const int MostVoices = 10;

    private const int MostTerms = 12;

    /// <summary>Posts with a hit.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>Posts with a hit in the account's own voice; a quoting post counts in part.</summary>
    [JsonPropertyName("o")]
    public double Own { get; set; }

    /// <summary>What of <see cref="Own"/> came through the account's apps, each at its place among them; null while nothing did.</summary>
    [JsonPropertyName("a")]
    public List<double>? OwnByApp { get; set; }

    /// <summary>Sum of the context cues' strengths over posts with a hit.</summary>
    [JsonPropertyName("q")]
    public double Cued { get; set; }

    /// <summary>Posts with a term that threatens life.</summary>
    [JsonPropertyName("h")]
    public int Threats { get; set; }

    /// <summary>Unix seconds of the latest post with a hit.</summary>
    [JsonPropertyName("l")]
    public long LastAt { get; set; }

    /// <summary>Different texts in the account's own voice.</summary>
    [JsonPropertyName("v")]
    public List<Voice> Voices { get; set; } = [];

    /// <summary>Hashes of different terms used, the first dozen; see <see cref="StableHash"/>.</summary>
    [JsonPropertyName("t")]
    public List<uint> Terms { get; set; } = [];

    /// <summary>Latest posts in the account's own voice.</summary>
    [JsonPropertyName("i")]
    public List<string> OwnPosts { get; set; } = [];

    /// <summary>Latest posts with context cues.</summary>
    [JsonPropertyName("j")]
    public List<string> CuedPosts { get; set; } = [];

    /// <summary>Latest posts that threaten life.</summary>
    [JsonPropertyName("k")]
    public List<string> ThreatPosts { get; set; } = [];

    /// <summary>A text in the account's own voice.</summary>
    /// <param name="Sketch">Its sketch.</param>
    /// <param name="Weight">How much it says, 0–1.</param>
    /// <param name="Client">Index of the app among the account's apps; -1 if unknown.</param>
    public sealed record Voice([property: JsonPropertyName("s")] ulong Sketch, [property: JsonPropertyName("w")] double Weight, [property: JsonPropertyName("c")] int Client);

    internal PolicyUse Copy() => new()
    {
        Posts = Posts, Own = Own, OwnByApp = OwnByApp is null ? null : [.. OwnByApp], Cued = Cued, Threats = Threats, LastAt = LastAt, Voices = [.. Voices], Terms = [.. Terms],
        OwnPosts = [.. OwnPosts], CuedPosts = [.. CuedPosts], ThreatPosts = [.. ThreatPosts],
    };

    /// <summary>What of <see cref="Own"/> came through an app; -1 is no app.</summary>
    internal double OwnThrough(int client) => client >= 0 && client < OwnByApp?.Count ? OwnByApp[client] : 0;

    internal void AddThrough(int client, double own)
    {
        OwnByApp ??= [];
        while (OwnByApp.Count <= client) OwnByApp.Add(0);
        OwnByApp[client] = Math.Round(OwnByApp[client] + own, 3);
    }

    internal void Note(PolicyHits hits, PostInput post, ulong sketch, int client, IReadOnlyList<Term> terms)
    {
        Posts++;
        Own += hits.OwnShare;
        if (client >= 0) AddThrough(client, hits.OwnShare);
        Cued += hits.Cue;
        LastAt = Math.Max(LastAt, post.CreatedAt.ToUnixTimeSeconds());
        Bounded.Add(hits.Cue >= 0.3 ? CuedPosts : OwnPosts, post.Id);
        if (hits.Threat)
        {
            Threats++;
            Bounded.Add(ThreatPosts, post.Id);
        }
        foreach (var hit in hits.Hits)
            if (StableHash.Of(terms[hit.Term].Id) is var key && Terms.Count < MostTerms && !Terms.Contains(key)) Terms.Add(key);
        Speak(Voices, new Voice(sketch, Math.Round(hits.Weight * hits.OwnShare, 3), client), MostVoices);
    }

    /// <summary>Takes in a voice: the stronger saying of one text counts, so that saying it again never adds and never lowers.</summary>
    internal static void Speak(List<Voice> voices, Voice voice, int most)
    {
        var same = voices.FindIndex(known => NearDuplicate.SameSketch(known.Sketch, voice.Sketch));
        if (same >= 0) voices[same] = voices[same].Weight >= voice.Weight ? voices[same] : voice;
        else if (voices.Count < most) voices.Add(voice);
        else if (voices.FindIndex(known => known.Weight < voice.Weight) is var weaker and >= 0) voices[weaker] = voice;
    }
}
