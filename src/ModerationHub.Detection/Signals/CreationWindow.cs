namespace ModerationHub.Detection.Signals;

/// <summary>
/// Recent account creations by hour and by the shape of the handle, to notice bursts that are alike. In memory, thread-safe,
/// and independent of how often an account is seen. A process knows what it scored itself and what others tell it of bursts: <see cref="Together"/>.
/// </summary>
public sealed class CreationWindow
{
    private const int MostShapes = 50_000;
    private const int MostAccounts = 256;
    private const int MostUntold = 20_000;
    private const int ToldFrom = 4;
    private const double TimesUsual = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<(long Hour, string Shape), Burst> hours = [];
    private readonly Dictionary<string, (int Accounts, int Hours)> shapes = new(StringComparer.Ordinal);

    /// <summary>Ids of accounts that were created with others like them, for other processes to <see cref="Learn"/>; from four on, which is less than counts.</summary>
    public Untold<string> Together { get; } = new(MostUntold);

    /// <summary>Notes an account and tells how many were created in the same hour with a handle of the same shape.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="createdAt">Its creation time.</param>
    /// <param name="usual">How many such accounts another hour brings on average; 0 if this is the only one seen.</param>
    public int Observe(string account, string handle, DateTimeOffset createdAt, out double usual)
    {
        lock (gate) return Note(account, handle, createdAt, isTold: false, out usual);
    }

    /// <summary>Notes an account that another process found created together with others, or this one before it was started anew.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="createdAt">Its creation time.</param>
    public void Learn(string account, string handle, DateTimeOffset createdAt)
    {
        lock (gate) Note(account, handle, createdAt, isTold: true, out _);
    }

    private int Note(string account, string handle, DateTimeOffset createdAt, bool isTold, out double usual)
    {
        var shape = Shape(handle);
        var hour = createdAt.ToUnixTimeSeconds() / 3600;
        if (hours.Count >= MostShapes)
        {
            hours.Clear();
            shapes.Clear();
        }
        var total = shapes.GetValueOrDefault(shape);
        if (!hours.TryGetValue((hour, shape), out var burst))
        {
            hours.Add((hour, shape), burst = new());
            total.Hours++;
        }
        if (burst.Accounts.Count < MostAccounts && burst.Accounts.Add(account))
        {
            total.Accounts++;
            if (!isTold) burst.Untold.Add(account);
        }
        shapes[shape] = total;
        usual = total.Hours > 1 ? (total.Accounts - burst.Accounts.Count) / (double)(total.Hours - 1) : 0;
        if (burst.Accounts.Count >= ToldFrom && burst.Accounts.Count >= TimesUsual * usual)
            burst.Untold.RemoveAll(Together.Add);
        return burst.Accounts.Count;
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

    private sealed class Burst
    {
        internal HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        internal List<string> Untold { get; } = [];
    }
}
