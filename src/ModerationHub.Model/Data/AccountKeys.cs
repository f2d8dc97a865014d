namespace ModerationHub.Data;

/// <summary>What accounts are looked up by and nobody reads.</summary>
public static class AccountKeys
{
    /// <summary>The handle in small letters, compared byte by byte: under row-level security a prefix uses an index only as the range of a column.</summary>
    public const string Handle = "HandleKey";
}
