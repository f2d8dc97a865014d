using ModerationHub.Detection.Media;

namespace ModerationHub.Detection.Signals;

/// <summary>A look at an account's picture in the banks of hashes. It holds until the picture or the banks change.</summary>
internal sealed record PictureLook(PdqHash Picture, KnownMedia Banks, long Version, IReadOnlyList<KnownMediaMatch> Matches)
{
    /// <summary>The matches of the account's picture, looked up again only when they may have changed.</summary>
    public static IReadOnlyList<KnownMediaMatch> Of(PdqHash picture, KnownMedia banks, AccountFeatures features)
    {
        var version = banks.Version;
        if (features.Picture is { } known && known.Picture == picture && known.Banks == banks && known.Version == version) return known.Matches;
        var matches = banks.Find(picture, null, mirrored: true);
        features.Picture = new PictureLook(picture, banks, version, matches);
        return matches;
    }
}
