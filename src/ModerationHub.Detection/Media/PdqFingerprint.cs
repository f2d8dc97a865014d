namespace ModerationHub.Detection.Media;

/// <summary>What PDQ says of one image.</summary>
/// <param name="Quality">0–100: how much structure there is to tell it from others; below <see cref="Usable"/> a match says nothing.</param>
/// <param name="Dihedral">
/// The hash of the image as it is, turned by 90, 180 and 270 degrees, mirrored top to bottom, mirrored left to right, and mirrored about
/// its two diagonals: what somebody may do to an image to slip past. Eight, in this order.
/// </param>
public sealed record PdqFingerprint(int Quality, IReadOnlyList<PdqHash> Dihedral)
{
    /// <summary>Quality from which on hashes are compared; the specification's recommendation.</summary>
    public const int Usable = 50;

    /// <summary>The hash of the image as it is.</summary>
    public PdqHash Hash => Dihedral[0];

    /// <summary>Whether it has enough structure to be compared.</summary>
    public bool IsUsable => Quality >= Usable;
}
