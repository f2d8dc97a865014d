using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ModerationHub.Infrastructure.Data;

/// <summary>What the database or the way to it said, however deep it is wrapped: EF Core puts what may pass into one exception or two of its own.</summary>
public static class DatabaseFaults
{
    public static string? SqlState(this Exception e) => Chain(e).OfType<PostgresException>().FirstOrDefault()?.SqlState;

    /// <summary>The same action may succeed when it is tried again at once.</summary>
    public static bool IsConflict(this Exception e) => e.SqlState() is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    public static bool IsRefusedText(this Exception e) => e.SqlState() is PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter;

    /// <summary>The database was out of reach or too busy. What it refuses by itself is a fault of ours, not of its reach.</summary>
    public static bool IsDatabaseAway(this Exception e) => Chain(e).OfType<NpgsqlException>().FirstOrDefault() is { } said && (said is not PostgresException || said.IsTransient);

    public static bool IsOfDatabase(this Exception e) => Chain(e).Any(x => x is DbException or DbUpdateException);

    static IEnumerable<Exception> Chain(Exception e)
    {
        for (Exception? x = e; x is not null; x = x.InnerException)
            yield return x;
    }
}
