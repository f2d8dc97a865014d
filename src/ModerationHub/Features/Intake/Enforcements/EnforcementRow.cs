using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Enforcements;

/// <summary>What a platform can say of a decision.</summary>
public enum EnforcementWord { Applied, Refused, Failed }

/// <summary>What became of a decision on the platform.</summary>
public sealed class EnforcementRow
{
    [JsonIgnore] public int Line { get; set; }
    [Required] public Guid DecisionId { get; set; }
    [Required] public EnforcementWord State { get; set; }
    [Required] public DateTime At { get; set; }
    [MaxLength(IntakeLimits.Detail)] public string? Detail { get; set; }

    public static EnforcementRow Read(ref RowReader row)
    {
        Guid? decision = null;
        EnforcementWord? state = null;
        DateTime? at = null;
        string? detail = null;
        while (row.Next())
        {
            if (row.Is("decision_id"u8)) decision = row.Uuid();
            else if (row.Is("state"u8)) state = row.OneOf<EnforcementWord>();
            else if (row.Is("at"u8)) at = row.Time(IntakeLimits.EarliestTime);
            else if (row.Is("detail"u8)) detail = row.Text(IntakeLimits.Detail);
            else row.Ignore();
        }
        return new()
        {
            Line = row.Line,
            DecisionId = RowReader.Required(decision, "decision_id"),
            State = RowReader.Required(state, "state"),
            At = RowReader.Required(at, "at"),
            Detail = detail,
        };
    }
}
