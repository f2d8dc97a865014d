using System.Globalization;
using ModerationHub.Detection.Media;
using ModerationHub.Features.Media;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 09: the images themselves, hashed as uploads are, against the reference's hashes, its qualities and its decisions on pairs.</summary>
static class ImageHashEval
{
    /// <summary>Decoders differ by as much.</summary>
    const int Near = 10;

    const int Clear = 80;
    const string Reference = "1 (C++ reference)";

    sealed record Hashed(string Name, PdqHash Own, int OwnQuality, PdqHash Reference, int Quality, int FarthestVariant);

    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip)
    {
        var images = source.Measured("09_pdq", "expected").Select(row => Read(source, row, skip)).OfType<Hashed>().ToList();
        if (images.Count == 0)
        {
            skip(source.Without("09_pdq", "expected"));
            yield break;
        }
        var clear = images.FindAll(i => i.Quality >= Clear);
        if (clear.Count > 0)
        {
            yield return new("09 PDQ images", "all", "share within 10 bits (quality ≥ 80)", Share(clear, i => i.Own.Distance(i.Reference) <= Near), clear.Count, Reference);
            yield return new("09 PDQ images", "all", "greatest distance / 256", clear.Max(i => i.Own.Distance(i.Reference)) / (double)PdqHash.Bits, clear.Count, "0.0391 (published against C++)");
            yield return new("09 PDQ images", "all", "share within 10 bits, turned and mirrored", Share(clear, i => i.FarthestVariant <= Near), clear.Count, Reference);
        }
        yield return new("09 PDQ images", "all", "greatest difference of quality / 100", images.Max(i => Math.Abs(i.OwnQuality - i.Quality)) / 100.0, images.Count, "0 (C++ reference)");
        var known = images.DistinctBy(i => i.Name).ToDictionary(i => i.Name, StringComparer.Ordinal);
        var pairs = source.Measured("09_pdq", "pairs").Where(p => known.ContainsKey(p["image_a"]) && known.ContainsKey(p["image_b"])).ToList();
        if (pairs.Count == 0)
        {
            skip(source.Without("09_pdq", "pairs"));
            yield break;
        }
        yield return new("09 PDQ image pairs", "all", "share of decisions equal (≤ 31, quality > 49)",
            Share(pairs, p => Match(known[p["image_a"]], known[p["image_b"]]) == (p["match_le31_quality_gt49"] == "1")), pairs.Count, Reference);
    }

    static Hashed? Read(EvalSource source, EvalCells row, Action<string> skip)
    {
        var name = row["image"];
        if (source.Locate("09_pdq", Path.Combine("images", Path.GetFileName(name))) is not { } file || !PdqHash.TryParse(row["pdq_cpp"], out var reference)
            || !int.TryParse(row["quality"], NumberStyles.None, CultureInfo.InvariantCulture, out var quality))
        {
            skip($"{name}: no file, hash or quality");
            return null;
        }
        try
        {
            var image = ImageReader.Hash(File.ReadAllBytes(file));
            // The reference hashes pixels as they are stored.
            return new(name, image.AsStored.Hash, image.AsStored.Quality, reference, quality, Farthest(image.AsStored, row["dihedral_8"]));
        }
        catch (ImageRefusedException refused)
        {
            skip($"{name}: {refused.Message}");
            return null;
        }
    }

    static int Farthest(PdqFingerprint own, string eight) => eight.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select((digits, i) => i < own.Dihedral.Count && PdqHash.TryParse(digits, out var hash) ? hash.Distance(own.Dihedral[i]) : 0).DefaultIfEmpty(0).Max();

    static bool Match(Hashed a, Hashed b) =>
        a.OwnQuality >= PdqFingerprint.Usable && b.OwnQuality >= PdqFingerprint.Usable && a.Own.Distance(b.Own) <= PdqHash.SameImage;

    static double Share<T>(List<T> all, Func<T, bool> which) => all.Count(which) / (double)all.Count;
}
