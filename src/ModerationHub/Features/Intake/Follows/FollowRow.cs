using System.ComponentModel.DataAnnotations;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Follows;

/// <summary>Somebody follows somebody.</summary>
public sealed class FollowRow
{
    [Required, MaxLength(IntakeLimits.Id)] public string FollowerId { get; set; } = null!;
    [Required, MaxLength(IntakeLimits.Id)] public string FollowedId { get; set; } = null!;
    public DateTime? At { get; set; }

    public static FollowRow Read(ref RowReader row)
    {
        string? follower = null, followed = null;
        DateTime? at = null;
        while (row.Next())
        {
            if (row.Is("follower_id"u8)) follower = row.Id();
            else if (row.Is("followed_id"u8)) followed = row.Id();
            else if (row.Is("at"u8)) at = row.Time(IntakeLimits.EarliestTime);
            else row.Ignore();
        }
        return new()
        {
            FollowerId = RowReader.Required(follower, "follower_id"),
            FollowedId = RowReader.Required(followed, "followed_id"),
            At = at,
        };
    }
}
