namespace ModerationHub.Features.Media;

/// <summary>What one image may cost. Checked against what the file declares, before a pixel is decoded.</summary>
public static class ImageLimits
{
    /// <summary>A whole request, the form around the image included.</summary>
    public const int RequestBytes = 16 * 1024 * 1024;

    /// <summary>Longest side.</summary>
    public const int Side = 16_384;

    /// <summary>Four bytes each while they are decoded.</summary>
    public const long Pixels = 40_000_000;

    /// <summary>Images decoded at one time: with the pixels this bounds the memory.</summary>
    public const int AtOnce = 2;

    /// <summary>The shorter side that a decoder is asked to come down to, where it can.</summary>
    public const int DecodedSide = 1024;

    /// <summary>Images with a longer side are brought to this width and height before hashing, as by the reference.</summary>
    public const int HashedSide = 512;
}
