namespace ModerationHub.Detection.Text;

/// <summary>One entry of a policy's term bank: a word, a phrase, a hashtag (with '#': only as a hashtag) or a link's domain.</summary>
/// <param name="Id">The entry's id, unique in the matcher; goes into highlights.</param>
/// <param name="Bank">Id or name of the bank, for the evidence.</param>
/// <param name="Policy">Key of the policy that the bank serves.</param>
/// <param name="Text">As the team wrote it; normalised on compilation.</param>
/// <param name="Weight">How much one use says, over 0 to 1: 0.3 weak (common words), 0.5 usual, 0.8 unmistakable.</param>
/// <param name="ThreatToLife">One use is enough for a candidate, and no context lowers it.</param>
/// <param name="InsideWords">Match inside longer words too; otherwise whole words only.</param>
public sealed record Term(
    string Id, string Bank, string Policy, string Text, double Weight = 0.5, bool ThreatToLife = false, bool InsideWords = false);

/// <summary>A term found in a text.</summary>
/// <param name="Term">Index into <see cref="TermMatcher.Terms"/>.</param>
/// <param name="Start">First normalised unit.</param>
/// <param name="Length">Number of normalised units.</param>
public readonly record struct TermHit(int Term, int Start, int Length)
{
    /// <summary>Just behind the last normalised unit.</summary>
    public int End => Start + Length;
}
