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
}

/// <summary>A cue found in a post.</summary>
/// <param name="Kind">What it suggests.</param>
/// <param name="Strength">0–1.</param>
/// <param name="Start">First normalised unit.</param>
/// <param name="Length">Number of normalised units.</param>
/// <param name="OnlyNear">Whether it bears only on terms within <see cref="Reach"/> units.</param>
public readonly record struct ContextCue(CueKind Kind, double Strength, int Start, int Length, bool OnlyNear)
{
    /// <summary>How far a near cue reaches, in normalised units: about four words.</summary>
    public const int Reach = 28;

    internal bool Covers(List<TermHit> hits)
    {
        if (!OnlyNear) return true;
        foreach (var hit in hits)
            if (hit.Start <= Start + Length + Reach && hit.End >= Start - Reach) return true;
        return false;
    }
}
