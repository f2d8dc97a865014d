namespace ModerationHub.Features.Intake;

/// <summary>How much one request and one row may hold. Lengths count characters (Unicode code points).</summary>
public static class IntakeLimits
{
    public const int Rows = 10_000;

    /// <summary>After decompression.</summary>
    public const int Bytes = 16 * 1024 * 1024;

    public const int Id = Domain.Accounts.Account.MaxIdLength;
    public const int Text = 20_000;
    public const int Time = 64;
    public const int Language = 35;
    public const int Name = 256;
    public const int Bio = 5_000;
    public const int Url = 2_048;
    public const int Hash = 128;
    public const int Reason = 256;
    public const int Comment = 5_000;
    public const int Detail = 1_000;
    public const int Mentions = 200;
    public const int Hashtags = 200;
    public const int Urls = 100;
    public const int Media = 32;
    public const int Hashes = 64;
    public const int PdqHex = 64;
    public const int Md5Hex = 32;

    /// <summary>No post is older than the media that the hub is for.</summary>
    public static readonly DateTime EarliestPost = new(2006, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Other times may be older (accounts of older services), but not absurd.</summary>
    public static readonly DateTime EarliestTime = DateTime.UnixEpoch;

    /// <summary>How far a platform's clock may be ahead of ours.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
}
