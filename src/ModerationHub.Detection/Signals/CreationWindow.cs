namespace ModerationHub.Detection.Signals;

/// <summary>
/// Recent account creations by hour and by the shape of the handle, to notice bursts that are alike. In memory, thread-safe,
/// and independent of how often an account is seen.
/// </summary>
public sealed class CreationWindow
{
    private const int MostShapes = 50_000;
    private const int MostAccounts = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<(long Hour, string Shape), HashSet<string>> hours = [];
    private readonly Dictionary<string, (int Accounts, int Hours)> shapes = new(StringComparer.Ordinal);

    /// <summary>Notes an account and tells how many were created in the same hour with a handle of the same shape.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="createdAt">Its creation time.</param>
    /// <param name="usual">How many such accounts another hour brings on average; 0 if this is the only one seen.</param>
    public int Observe(string account, string handle, DateTimeOffset createdAt, out double usual)
    {
        var shape = Shape(handle);
        var hour = createdAt.ToUnixTimeSeconds() / 3600;
        lock (gate)
        {
            if (hours.Count >= MostShapes)
            {
                hours.Clear();
                shapes.Clear();
            }
            var total = shapes.GetValueOrDefault(shape);
            if (!hours.TryGetValue((hour, shape), out var accounts))
            {
                hours.Add((hour, shape), accounts = new(StringComparer.Ordinal));
                total.Hours++;
            }
            if (accounts.Count < MostAccounts && accounts.Add(account)) total.Accounts++;
            shapes[shape] = total;
            usual = total.Hours > 1 ? (total.Accounts - accounts.Count) / (double)(total.Hours - 1) : 0;
            return accounts.Count;
        }
    }

    /// <summary>A handle's shape: runs of letters and of digits with the digits' length, other signs as they are ("rose_4711" is "a_4").</summary>
    public static string Shape(string handle)
    {
        var shape = new System.Text.StringBuilder();
        for (var i = 0; i < handle.Length;)
        {
            var start = i;
            if (char.IsDigit(handle[i]))
            {
                while (i < handle.Length && char.IsDigit(handle[i])) i++;
                shape.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i - start}");
            }
            else if (char.IsLetter(handle[i]))
            {
                while (i < handle.Length && char.IsLetter(handle[i])) i++;
                shape.Append('a');
            }
            else
            {
                shape.Append(handle[i++]);
            }
        }
        return shape.ToString();
    }
}
