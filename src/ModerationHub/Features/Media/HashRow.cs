using System.ComponentModel.DataAnnotations;
using ModerationHub.Detection.Media;
using ModerationHub.Domain;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Media;

/// <summary>What a source says of a hash; `pdq`, `md5` or both name it.</summary>
public sealed class HashRow
{
    /// <summary>The bank; one that is not there yet is made.</summary>
    [Required, MaxLength(IntakeLimits.Id)] public string Bank { get; set; } = null!;

    /// <summary>Key of the policy that the bank serves; without it the versions that name the bank decide.</summary>
    [MaxLength(IntakeLimits.Id)] public string? Policy { get; set; }
    [MaxLength(IntakeLimits.PdqHex)] public string? Pdq { get; set; }
    [MaxLength(IntakeLimits.Md5Hex)] public string? Md5 { get; set; }

    /// <summary>0–100; below 50 the hash is kept and not compared.</summary>
    [Range(0, 100)] public long? Quality { get; set; }

    /// <summary>What the image shows. Only the source that brought a hash may change it.</summary>
    [Required, MaxLength(IntakeLimits.Name)] public string Label { get; set; } = null!;

    /// <summary>How grave the source holds it: the gravest of the agreeing sources counts. Absent it is `medium` for the source that brought the hash, and no word about it for the others.</summary>
    public Severity? Severity { get; set; }
    [Required, MaxLength(IntakeLimits.Id)] public string Source { get; set; } = null!;

    /// <summary>Whether the source agrees with the label; `agree` when absent.</summary>
    public HashOpinion Opinion { get; set; }

    /// <summary>A flag, a plain card, a logo: kept on record and never matched. So is the hash of a plain surface, whatever the source says.</summary>
    public bool NotBankable { get; set; }

    internal int Line { get; private set; }

    /// <summary>Whether it would fit every plain image.</summary>
    internal bool IsFlat => PdqHash.TryParse(Pdq, out var hash) && hash.IsFlat;

    public static HashRow Read(ref RowReader row)
    {
        var hash = new HashRow();
        string? bank = null, label = null, source = null;
        while (row.Next())
        {
            if (row.Is("bank"u8)) bank = row.Id();
            else if (row.Is("policy"u8)) hash.Policy = row.Id();
            else if (row.Is("pdq"u8)) hash.Pdq = row.Hex(IntakeLimits.PdqHex);
            else if (row.Is("md5"u8)) hash.Md5 = row.Hex(IntakeLimits.Md5Hex);
            else if (row.Is("quality"u8)) hash.Quality = row.Count();
            else if (row.Is("label"u8)) label = row.Text(IntakeLimits.Name);
            else if (row.Is("severity"u8)) hash.Severity = row.OneOf<Severity>();
            else if (row.Is("source"u8)) source = row.Id();
            else if (row.Is("opinion"u8)) hash.Opinion = row.OneOf<HashOpinion>() ?? HashOpinion.Agree;
            else if (row.Is("not_bankable"u8)) hash.NotBankable = row.Flag() ?? false;
            else row.Ignore();
        }
        hash.Line = row.Line;
        hash.Bank = RowReader.Required(bank, "bank");
        hash.Label = RowReader.Required(Words.AreMissing(label) ? null : label, "label");
        hash.Source = RowReader.Required(source, "source");
        if (hash.Pdq is null && hash.Md5 is null)
            throw new RowRefusedException("pdq", "pdq or md5 is required.");
        if (hash.Quality > 100)
            throw new RowRefusedException("quality", "quality must be at most 100.");
        hash.NotBankable |= hash.IsFlat;
        return hash;
    }
}
