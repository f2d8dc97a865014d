namespace ModerationHub.Data;

/// <summary>Columns of accounts that only the database reads.</summary>
public static class AccountColumns
{
    /// <summary>The handle in small letters, compared byte by byte: under row-level security a prefix uses an index only as a range of a column.</summary>
    public const string HandleKey = nameof(HandleKey);

    /// <summary>When the state was last set: by a decision here, or by what happened on the platform. What it tells again, or late, changes nothing.</summary>
    public const string StateEventAt = nameof(StateEventAt);
}
