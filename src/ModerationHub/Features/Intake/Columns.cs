using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Features.Intake;

/// <summary>Rows as columns, for `unnest`: one array a column.</summary>
public static class Columns
{
    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string?> value) => Array(rows, value, NpgsqlDbType.Text);

    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, DateTime?> value) => Array(rows, value, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, long?> value) => Array(rows, value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, bool?> value) => Array(rows, value, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, short> value) => Array(rows, value, NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, Guid> value) => Array(rows, value, NpgsqlDbType.Uuid);

    static NpgsqlParameter<T[]> Array<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType type)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return new NpgsqlParameter<T[]> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    /// <summary>A text[] as PostgreSQL writes it: rows of unequal length can't travel as one two-dimensional array.</summary>
    public static string? Literal(string[]? items)
    {
        if (items is null)
            return null;
        if (items.Length == 0)
            return "{}";
        var text = new StringBuilder("{");
        foreach (var item in items)
            text.Append(text.Length > 1 ? ",\"" : "\"").Append(item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return text.Append('}').ToString();
    }
}
