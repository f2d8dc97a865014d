using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>When an account posts, kept up post by post: how even its intervals are, how many are too short for a hand, how long it never pauses.</summary>
public sealed class Rhythm
{
    /// <summary>Seconds within which nobody writes another post by hand.</summary>
    public const int Fast = 3;

    /// <summary>A pause as long as this lets somebody sleep; seconds.</summary>
    public const int Rest = 3 * 3600;

    // Old intervals fade, so that a change of habit shows.
    private const int Memory = 120;
    private const int ShortestEven = 20;
    private const int LongestEven = 86_400;

    /// <summary>Unix seconds of the latest post.</summary>
    [JsonPropertyName("l")]
    public long LastAt { get; set; }

    /// <summary>Intervals of 20 seconds to a day, at most 120.</summary>
    [JsonPropertyName("n")]
    public int Intervals { get; set; }

    /// <summary>Mean of their natural logarithms.</summary>
    [JsonPropertyName("m")]
    public double Mean { get; set; }

    /// <summary>Variance of the same.</summary>
    [JsonPropertyName("v")]
    public double Variance { get; set; }

    /// <summary>Intervals of any length.</summary>
    [JsonPropertyName("g")]
    public int All { get; set; }

    /// <summary>Intervals of up to three seconds.</summary>
    [JsonPropertyName("f")]
    public int TooFast { get; set; }

    /// <summary>Unix seconds of the first post since the last pause of three hours.</summary>
    [JsonPropertyName("w")]
    public long AwakeSince { get; set; }

    /// <summary>Posts since then.</summary>
    [JsonPropertyName("k")]
    public int AwakePosts { get; set; }

    /// <summary>Most whole hours without such a pause.</summary>
    [JsonPropertyName("x")]
    public int LongestAwake { get; set; }

    /// <summary>Takes notice of a post; what comes out of order says nothing of a rhythm.</summary>
    public void Note(long at)
    {
        var gap = at - LastAt;
        if (gap < 0) return;
        if (LastAt == 0)
        {
            (LastAt, AwakeSince, AwakePosts) = (at, at, 1);
            return;
        }
        LastAt = at;
        All++;
        if (gap <= Fast) TooFast++;
        if (gap is >= ShortestEven and <= LongestEven) Even(Math.Log(gap));
        if (gap > Rest) (AwakeSince, AwakePosts) = (at, 1);
        else AwakePosts++;
        // Two posts an hour at least, else three hours are no pause but its habit.
        if ((int)((at - AwakeSince) / 3600) is var hours && hours > LongestAwake && AwakePosts >= 2 * hours) LongestAwake = hours;
    }

    private void Even(double log)
    {
        Intervals = Math.Min(Intervals + 1, Memory);
        var (off, share) = (log - Mean, 1.0 / Intervals);
        Mean = Math.Round(Mean + (off * share), 4);
        Variance = Math.Round((1 - share) * (Variance + (share * off * off)), 4);
    }
}
