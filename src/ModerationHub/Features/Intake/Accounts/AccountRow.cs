using System.ComponentModel.DataAnnotations;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Intake.Parsing;

namespace ModerationHub.Features.Intake.Accounts;

/// <summary>An account as a platform sends it; what is absent or null leaves what is known.</summary>
public sealed class AccountRow
{
    [Required, MaxLength(IntakeLimits.Id)] public string Id { get; set; } = null!;
    [MaxLength(IntakeLimits.Name)] public string? Handle { get; set; }
    [MaxLength(IntakeLimits.Name)] public string? DisplayName { get; set; }
    [MaxLength(IntakeLimits.Bio)] public string? Bio { get; set; }
    public DateTime? CreatedAt { get; set; }
    public long? Followers { get; set; }
    public long? Following { get; set; }
    public long? Posts { get; set; }
    [MaxLength(IntakeLimits.Language)] public string? Language { get; set; }
    [MaxLength(IntakeLimits.Name)] public string? Location { get; set; }
    [MaxLength(IntakeLimits.Url)] public string? Url { get; set; }
    [MaxLength(IntakeLimits.PdqHex)] public string? AvatarPdq { get; set; }
    public bool? Verified { get; set; }
    public bool? Protected { get; set; }
    public AccountState? State { get; set; }
    public AgeBand? AgeBand { get; set; }
    [MaxLength(IntakeLimits.Hash)] public string? EmailHash { get; set; }
    [MaxLength(IntakeLimits.Hashes)] public string[]? DeviceHashes { get; set; }
    [MaxLength(IntakeLimits.Hashes)] public string[]? IpHashes { get; set; }

    public static AccountRow Read(ref RowReader row)
    {
        var account = new AccountRow();
        string? id = null;
        while (row.Next())
        {
            if (row.Is("id"u8)) id = row.Id();
            else if (row.Is("handle"u8)) account.Handle = row.Text(IntakeLimits.Name);
            else if (row.Is("display_name"u8)) account.DisplayName = row.Text(IntakeLimits.Name);
            else if (row.Is("bio"u8)) account.Bio = row.Text(IntakeLimits.Bio);
            else if (row.Is("created_at"u8)) account.CreatedAt = row.Time(IntakeLimits.EarliestTime);
            else if (row.Is("followers"u8)) account.Followers = row.Count();
            else if (row.Is("following"u8)) account.Following = row.Count();
            else if (row.Is("posts"u8)) account.Posts = row.Count();
            else if (row.Is("language"u8)) account.Language = row.Text(IntakeLimits.Language);
            else if (row.Is("location"u8)) account.Location = row.Text(IntakeLimits.Name);
            else if (row.Is("url"u8)) account.Url = row.Text(IntakeLimits.Url);
            else if (row.Is("avatar_pdq"u8)) account.AvatarPdq = row.Hex(IntakeLimits.PdqHex);
            else if (row.Is("verified"u8)) account.Verified = row.Flag();
            else if (row.Is("protected"u8)) account.Protected = row.Flag();
            else if (row.Is("state"u8)) account.State = row.OneOf<AccountState>();
            else if (row.Is("age_band"u8)) account.AgeBand = row.OneOf<AgeBand>();
            else if (row.Is("email_hash"u8)) account.EmailHash = row.Text(IntakeLimits.Hash);
            else if (row.Is("device_hashes"u8)) account.DeviceHashes = row.Texts(IntakeLimits.Hashes, IntakeLimits.Hash);
            else if (row.Is("ip_hashes"u8)) account.IpHashes = row.Texts(IntakeLimits.Hashes, IntakeLimits.Hash);
            else row.Ignore();
        }
        account.Id = RowReader.Required(id, "id");
        return account;
    }
}
