using System.ComponentModel.DataAnnotations;
using ModerationHub.Domain.Reports;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Reports;

/// <summary>What somebody says about an account: evidence of who said it.</summary>
public sealed class ReportRow
{
    [Required, MaxLength(IntakeLimits.Id)] public string Id { get; set; } = null!;
    [Required, MaxLength(IntakeLimits.Id)] public string AccountId { get; set; } = null!;
    [MaxLength(IntakeLimits.Id)] public string? PostId { get; set; }
    [Required, MaxLength(IntakeLimits.Id)] public string ReporterId { get; set; } = null!;
    [Required] public ReporterKind ReporterKind { get; set; }
    [Required, MaxLength(IntakeLimits.Reason)] public string Reason { get; set; } = null!;
    [MaxLength(IntakeLimits.Comment)] public string? Comment { get; set; }
    [Required] public DateTime At { get; set; }

    public static ReportRow Read(ref RowReader row)
    {
        string? id = null, account = null, post = null, reporter = null, reason = null, comment = null;
        ReporterKind? kind = null;
        DateTime? at = null;
        while (row.Next())
        {
            if (row.Is("id"u8)) id = row.Id();
            else if (row.Is("account_id"u8)) account = row.Id();
            else if (row.Is("post_id"u8)) post = row.Id();
            else if (row.Is("reporter_id"u8)) reporter = row.Id();
            else if (row.Is("reporter_kind"u8)) kind = row.OneOf<ReporterKind>();
            else if (row.Is("reason"u8)) reason = row.Text(IntakeLimits.Reason);
            else if (row.Is("comment"u8)) comment = row.Text(IntakeLimits.Comment);
            else if (row.Is("at"u8)) at = row.Time(IntakeLimits.EarliestTime);
            else row.Ignore();
        }
        return new()
        {
            Id = RowReader.Required(id, "id"),
            AccountId = RowReader.Required(account, "account_id"),
            PostId = post,
            ReporterId = RowReader.Required(reporter, "reporter_id"),
            ReporterKind = RowReader.Required(kind, "reporter_kind"),
            Reason = RowReader.Required(reason, "reason"),
            Comment = comment,
            At = RowReader.Required(at, "at"),
        };
    }
}
