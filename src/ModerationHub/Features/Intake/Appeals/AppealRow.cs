using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Appeals;

/// <summary>An account's owner asks, through the platform, that a decision is looked at again.</summary>
public sealed class AppealRow
{
    [JsonIgnore] public int Line { get; set; }
    [Required, MaxLength(IntakeLimits.Id)] public string Id { get; set; } = null!;
    [Required] public Guid DecisionId { get; set; }
    [Required, MaxLength(IntakeLimits.Comment)] public string Text { get; set; } = null!;
    [MaxLength(IntakeLimits.Language)] public string? Language { get; set; }
    [Required] public DateTime At { get; set; }

    public static AppealRow Read(ref RowReader row)
    {
        string? id = null, text = null, language = null;
        Guid? decision = null;
        DateTime? at = null;
        while (row.Next())
        {
            if (row.Is("id"u8)) id = row.Id();
            else if (row.Is("decision_id"u8)) decision = row.Uuid();
            else if (row.Is("text"u8)) text = row.Text(IntakeLimits.Comment);
            else if (row.Is("language"u8)) language = row.Text(IntakeLimits.Language);
            else if (row.Is("at"u8)) at = row.Time(IntakeLimits.EarliestTime);
            else row.Ignore();
        }
        return new()
        {
            Line = row.Line,
            Id = RowReader.Required(id, "id"),
            DecisionId = RowReader.Required(decision, "decision_id"),
            Text = RowReader.Required(string.IsNullOrWhiteSpace(text) ? null : text, "text"),
            Language = language,
            At = RowReader.Required(at, "at"),
        };
    }
}
