using System.ComponentModel.DataAnnotations;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Posts;

/// <summary>A picture, film or sound of a post: what is known of it, never its content.</summary>
public sealed class MediaRow
{
    [Required, MaxLength(IntakeLimits.Id)] public string Id { get; set; } = null!;
    [MaxLength(IntakeLimits.Language)] public string? Type { get; set; }
    [MaxLength(IntakeLimits.PdqHex)] public string? Pdq { get; set; }
    [MaxLength(IntakeLimits.Md5Hex)] public string? Md5 { get; set; }

    /// <summary>Of the PDQ hash; below 50 it is not compared.</summary>
    [Range(0, 100)] public long? Quality { get; set; }
    [MaxLength(IntakeLimits.Url)] public string? Url { get; set; }

    public static List<MediaRow>? ReadAll(ref RowReader row)
    {
        if (!row.StartsArray())
            return null;
        List<MediaRow> all = [];
        while (row.NextItem(all.Count, IntakeLimits.Media))
            all.Add(Read(ref row));
        return all;
    }

    static MediaRow Read(ref RowReader row)
    {
        var media = new MediaRow();
        string? id = null;
        while (row.NextOfItem())
        {
            if (row.Is("id"u8)) id = row.Id();
            else if (row.Is("type"u8)) media.Type = row.Text(IntakeLimits.Language);
            else if (row.Is("pdq"u8)) media.Pdq = row.Hex(IntakeLimits.PdqHex);
            else if (row.Is("md5"u8)) media.Md5 = row.Hex(IntakeLimits.Md5Hex);
            else if (row.Is("quality"u8)) media.Quality = row.Count();
            else if (row.Is("url"u8)) media.Url = row.Text(IntakeLimits.Url);
            else row.Ignore();
        }
        media.Id = RowReader.Required(id, "media");
        if (media.Quality > 100)
            throw new RowRefusedException("quality", "quality must be at most 100.");
        return media;
    }
}
