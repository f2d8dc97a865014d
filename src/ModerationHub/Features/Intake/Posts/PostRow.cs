using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Intake.Posts;

/// <summary>A post as a platform sends it.</summary>
public sealed class PostRow
{
    [Required, MaxLength(IntakeLimits.Id)] public string Id { get; set; } = null!;
    [Required, MaxLength(IntakeLimits.Id)] public string AccountId { get; set; } = null!;
    [Required] public DateTime CreatedAt { get; set; }
    [MaxLength(IntakeLimits.Text)] public string? Text { get; set; }
    [MaxLength(IntakeLimits.Language)] public string? Language { get; set; }
    [MaxLength(IntakeLimits.Name)] public string? Client { get; set; }
    [MaxLength(IntakeLimits.Id)] public string? InReplyTo { get; set; }
    [MaxLength(IntakeLimits.Id)] public string? QuoteOf { get; set; }
    [MaxLength(IntakeLimits.Id)] public string? RepostOf { get; set; }
    public DateTime? EditedAt { get; set; }
    [MaxLength(IntakeLimits.Mentions)] public string[]? Mentions { get; set; }

    /// <summary>Without the sign; taken from the text when absent.</summary>
    [MaxLength(IntakeLimits.Hashtags)] public string[]? Hashtags { get; set; }

    /// <summary>Taken from the text when absent.</summary>
    [MaxLength(IntakeLimits.Urls)] public string[]? Urls { get; set; }
    [MaxLength(IntakeLimits.Media)] public List<MediaRow>? Media { get; set; }

    public static PostRow Read(ref RowReader row)
    {
        var post = new PostRow();
        string? id = null, account = null;
        DateTime? created = null;
        while (row.Next())
        {
            if (row.Is("id"u8)) id = row.Id();
            else if (row.Is("account_id"u8)) account = row.Id();
            else if (row.Is("created_at"u8)) created = row.Time(IntakeLimits.EarliestPost);
            else if (row.Is("text"u8)) post.Text = row.Text(IntakeLimits.Text);
            else if (row.Is("language"u8)) post.Language = row.Text(IntakeLimits.Language);
            else if (row.Is("client"u8)) post.Client = row.Text(IntakeLimits.Name);
            else if (row.Is("in_reply_to"u8)) post.InReplyTo = row.Id();
            else if (row.Is("quote_of"u8)) post.QuoteOf = row.Id();
            else if (row.Is("repost_of"u8)) post.RepostOf = row.Id();
            else if (row.Is("edited_at"u8)) post.EditedAt = row.Time(IntakeLimits.EarliestTime);
            else if (row.Is("mentions"u8)) post.Mentions = row.Texts(IntakeLimits.Mentions, IntakeLimits.Id);
            else if (row.Is("hashtags"u8)) post.Hashtags = row.Texts(IntakeLimits.Hashtags, IntakeLimits.Name);
            else if (row.Is("urls"u8)) post.Urls = row.Texts(IntakeLimits.Urls, IntakeLimits.Url);
            else if (row.Is("media"u8)) post.Media = MediaRow.ReadAll(ref row);
            else row.Ignore();
        }
        post.Id = RowReader.Required(id, "id");
        post.AccountId = RowReader.Required(account, "account_id");
        post.CreatedAt = RowReader.Required(created, "created_at");
        post.FillIn();
        return post;
    }

    void FillIn()
    {
        if (Text is null || (Hashtags is not null && Urls is not null))
            return;
        var found = Entities.Extract(Text);
        Hashtags ??= [.. found.Hashtags];
        Urls ??= [.. found.Urls];
    }

    public string? MediaJson() => Media is { Count: > 0 } ? JsonSerializer.Serialize(Media, Operation.Json) : null;
}
