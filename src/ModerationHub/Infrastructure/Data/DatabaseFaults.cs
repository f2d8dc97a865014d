using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>What the database or the way to it said, however deep it is wrapped: EF Core puts what may pass into one exception or two of its own.</summary>
public static class DatabaseFaults
{
    public const int LongestTold = 500;

    public static string? SqlState(this Exception e) => Chain(e).OfType<PostgresException>().FirstOrDefault()?.SqlState;

    /// <summary>The same action may succeed when it is tried again at once.</summary>
    public static bool IsConflict(this Exception e) => e.SqlState() is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    public static bool IsRefusedText(this Exception e) => e.SqlState() is PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter;

    /// <summary>The database was out of reach or too busy. What it refuses by itself is a fault of ours, not of its reach.</summary>
    public static bool IsDatabaseAway(this Exception e) => Chain(e).OfType<NpgsqlException>().FirstOrDefault() is { } said && (said is not PostgresException || said.IsTransient);

    public static bool IsOfDatabase(this Exception e) => Chain(e).Any(x => x is DbException or DbUpdateException);

    /// <summary>Type and message for logs and lists; the detail of a database error, which quotes the row, stays out.</summary>
    public static string Told(this Exception e)
    {
        var told = Unabridged(e);
        return told.Length <= LongestTold ? told : told[..LongestTold];
    }

    /// <summary>The same however long, for who takes something out of it first.</summary>
    public static string Unabridged(this Exception e) =>
        $"{e.GetType().Name}: {(e is PostgresException p ? $"{p.SqlState} {p.MessageText}" : e.Message).Replace("\0", "", StringComparison.Ordinal)}";

    static IEnumerable<Exception> Chain(Exception e)
    {
        for (Exception? x = e; x is not null; x = x.InnerException)
            yield return x;
    }
}
