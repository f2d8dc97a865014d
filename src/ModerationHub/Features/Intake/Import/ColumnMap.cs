namespace ModerationHub.Features.Intake.Import;

/// <summary>Which field of the API a column of the file fills: named by the user, else by its own name, else by an alias.</summary>
public sealed class ColumnMap
{
    readonly Dictionary<string, ImportField> _byColumn = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="kind">What the file holds.</param>
    /// <param name="given">Field → column, as in <c>--map id=tweet_id</c>.</param>
    /// <exception cref="ImportException">A field that the kind does not have.</exception>
    public ColumnMap(ImportKind kind, IReadOnlyDictionary<string, string> given)
    {
        foreach (var field in kind.Fields.Reverse())
            foreach (var alias in field.Aliases.Reverse()) _byColumn[alias] = field;
        foreach (var field in kind.Fields) _byColumn[field.Name] = field;
        foreach (var (name, column) in given)
        {
            var field = kind.Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ImportException($"There is no field '{name}' in {kind.Name}; there are {string.Join(", ", kind.Fields.Select(field => field.Name))}.");
            _byColumn[column] = field;
        }
        Given = given.Values.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Columns that the user named; they must be in the file.</summary>
    public IReadOnlySet<string> Given { get; }

    /// <summary>Null for a column that the API has no use for.</summary>
    public ImportField? this[string column] => _byColumn.GetValueOrDefault(column);

    /// <summary>The columns of a header in their order; of several for one field, one stays: given, then named alike, then the first.</summary>
    public ImportField?[] Assign(IReadOnlyList<string> columns)
    {
        var missing = Given.Except(columns, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
        if (missing is not null) throw new ImportException($"The file has no column '{missing}'; it has {string.Join(", ", columns)}.");
        var fields = columns.Select(column => this[column]).ToArray();
        foreach (var same in fields.Index().Where(pair => pair.Item is not null).GroupBy(pair => pair.Item!.Name).Where(same => same.Count() > 1))
        {
            var keep = same.MinBy(pair => Given.Contains(columns[pair.Index]) ? 0
                : string.Equals(columns[pair.Index], same.Key, StringComparison.OrdinalIgnoreCase) ? 1 : 2).Index;
            foreach (var (index, _) in same) if (index != keep) fields[index] = null;
        }
        return fields;
    }
}
