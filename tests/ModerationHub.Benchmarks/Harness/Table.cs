namespace ModerationHub.Harness;

/// <summary>Prints Markdown rows, ready for the README.</summary>
public static class Table
{
    public static void Header(params string[] columns)
    {
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}

/// <summary>Percentiles of measured milliseconds.</summary>
public sealed class Latencies
{
    readonly Lock _lock = new();
    readonly List<double> _all = [];

    public int Count => _all.Count;

    public void Add(double milliseconds)
    {
        lock (_lock)
            _all.Add(milliseconds);
    }

    public double At(double percentile)
    {
        lock (_lock)
        {
            if (_all.Count == 0)
                return double.NaN;
            _all.Sort();
            return _all[Math.Min(_all.Count - 1, (int)(percentile / 100 * _all.Count))];
        }
    }

    public string Summary => $"{At(50):0.0} / {At(99):0.0} ms";
}
