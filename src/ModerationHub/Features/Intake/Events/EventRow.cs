using System.ComponentModel.DataAnnotations;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Events;

/// <summary>What a platform tells about the life of accounts and posts.</summary>
public enum EventKind { AccountSuspended, AccountRestored, AccountDeleted, PostEdited, PostDeleted, ErasureRequested }

/// <summary>Something that happened on the platform.</summary>
public sealed class EventRow
{
    [Required] public EventKind Kind { get; set; }
    [Required, MaxLength(IntakeLimits.Id)] public string AccountId { get; set; } = null!;

    /// <summary>Needed for what happened to a post; with an erasure request it asks for that post alone.</summary>
    [MaxLength(IntakeLimits.Id)] public string? PostId { get; set; }

    [Required] public DateTime At { get; set; }

    public AccountState State() => Kind switch
    {
        EventKind.AccountSuspended => AccountState.Suspended,
        EventKind.AccountDeleted => AccountState.Deleted,
        _ => AccountState.Active,
    };

    public static EventRow Read(ref RowReader row)
    {
        EventKind? kind = null;
        string? account = null, post = null;
        DateTime? at = null;
        while (row.Next())
        {
            if (row.Is("kind"u8)) kind = row.OneOf<EventKind>();
            else if (row.Is("account_id"u8)) account = row.Id();
            else if (row.Is("post_id"u8)) post = row.Id();
            else if (row.Is("at"u8)) at = row.Time(IntakeLimits.EarliestTime);
            else row.Ignore();
        }
        return new()
        {
            Kind = RowReader.Required(kind, "kind"),
            AccountId = RowReader.Required(account, "account_id"),
            PostId = kind is EventKind.PostEdited or EventKind.PostDeleted ? RowReader.Required(post, "post_id") : post,
            At = RowReader.Required(at, "at"),
        };
    }
}
