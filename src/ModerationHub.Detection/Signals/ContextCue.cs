using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>What a cue suggests that the writer does with the words.</summary>
public enum CueKind
{
    /// <summary>Reports about them.</summary>
    Reporting,

    /// <summary>Studies them.</summary>
    Research,

    /// <summary>Speaks against those who use them.</summary>
    CounterSpeech,

    /// <summary>Makes fun of them.</summary>
    Mockery,

    /// <summary>Repeats them as somebody else's.</summary>
    Quotation,

    /// <summary>Tells what was suffered from those who use them.</summary>
    Testimony,
}

/// <summary>Which terms of the post a cue bears on.</summary>
public enum CueScope
{
    /// <summary>All.</summary>
    Anywhere,

    /// <summary>Those within about four words of it.</summary>
    Near,

    /// <summary>Those that follow it at once: "against the …" says something of what comes next alone.</summary>
    Following,
}

/// <summary>A cue found in a post.</summary>
/// <param name="Kind">What it suggests.</param>
/// <param name="Strength">0–1.</param>
/// <param name="Start">First normalised unit.</param>
/// <param name="Length">Number of normalised units.</param>
/// <param name="Scope">Which terms it bears on.</param>
public readonly record struct ContextCue(CueKind Kind, double Strength, int Start, int Length, CueScope Scope)
{
    private const int Reach = 28;
    private const int FollowingReach = 6;

    /// <summary>Just behind the last normalised unit.</summary>
    public int End => Start + Length;

    internal bool Covers(List<TermHit> hits)
    {
        foreach (var hit in hits)
            if (Covers(hit)) return true;
        return false;
    }

    private bool Covers(TermHit hit) => Scope switch
    {
        CueScope.Near => hit.Start <= End + Reach && hit.End >= Start - Reach,
        CueScope.Following => hit.Start >= End && hit.Start <= End + FollowingReach,
        _ => true,
    };
}
