namespace ModerationHub.Data;

/// <summary>Columns of accounts that the database computes.</summary>
public static class AccountColumns
{
    /// <summary>The handle in small letters, compared byte by byte: under row-level security a prefix uses an index only as a range of a column.</summary>
    public const string HandleKey = nameof(HandleKey);
}
