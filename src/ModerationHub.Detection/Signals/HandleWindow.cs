namespace ModerationHub.Detection.Signals;

/// <summary>Accounts whose handles follow one pattern.</summary>
/// <param name="Pattern">The pattern, see <see cref="HandlePattern"/>; empty if the handle has none.</param>
/// <param name="Accounts">Accounts with it created within twelve hours of the one asked about, itself included; counting stops at 64 a day.</param>
/// <param name="InOrder">How many of them carry numbers that follow one another up to the one asked about and beyond, one left out at most between two.</param>
/// <param name="Usual">How many such accounts another day brings on average; 0 if none did.</param>
/// <param name="Others">How many accounts with whatever pattern other days brought: with few, nothing is known of what is usual.</param>
public readonly record struct HandleSeries(string Pattern, int Accounts, int InOrder, double Usual, int Others);

/// <summary>
/// Recent accounts by the patterns of their handles and the day of their creation, to notice series. In memory, bounded,
/// thread-safe, and independent of how often an account is seen. A process knows what it scored itself and what others tell it of
/// series: <see cref="Together"/>.
/// </summary>
/// <param name="capacity">How many days of patterns are remembered; about 0.3 KB each.</param>
public sealed class HandleWindow(int capacity = 40_000)
{
    private const int MostInDay = 64;
    private const int MostDays = 4_000;
    private const long HalfSpan = 12 * 3600;
    private const long Day = 24 * 3600;
    private const long Gap = 2;
    private const int MostUntold = 20_000;
    private const int ToldFrom = 4;
    private const int ToldInOrderFrom = 3;
    private const double TimesUsual = 4;
    private const int FewestOthers = 100;

    private readonly Lock gate = new();
    private readonly RecentMap<(string Pattern, long Day), List<Member>> days = new(capacity);
    private readonly RecentMap<string, Total> totals = new(capacity, StringComparer.Ordinal);
    private readonly RecentMap<long, Total> everybody = new(MostDays);
    private int all;

    /// <summary>Ids of accounts whose handles follow one pattern with others', for other processes to <see cref="Learn"/>; of fewer than count.</summary>
    public Untold<string> Together { get; } = new(MostUntold);

    /// <summary>Notes an account and tells the series that it may belong to: by its word and number, and by its form.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="createdAt">Its creation time.</param>
    public (HandleSeries Word, HandleSeries Form) Observe(string account, string handle, DateTimeOffset createdAt)
    {
        lock (gate) return Note(account, handle, createdAt, isTold: false);
    }

    /// <summary>Notes an account that another process found in a series, or this one before it was started anew.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="createdAt">Its creation time.</param>
    public void Learn(string account, string handle, DateTimeOffset createdAt)
    {
        lock (gate) Note(account, handle, createdAt, isTold: true);
    }

    private (HandleSeries Word, HandleSeries Form) Note(string account, string handle, DateTimeOffset createdAt, bool isTold)
    {
        var pattern = HandlePattern.Of(handle);
        var member = new Member(account, createdAt.ToUnixTimeSeconds(), pattern.Number) { IsTold = isTold };
        return (Look(pattern.Word, member), Look(pattern.Form, member));
    }

    private HandleSeries Look(string pattern, Member member)
    {
        if (pattern.Length == 0) return default;
        var day = member.At / Day;
        var total = totals.Touch(pattern);
        var known = days.Touch((pattern, day));
        if (known.Count == 0) total.Days++;
        if (known.Count < MostInDay && !known.Exists(other => other.Account == member.Account))
        {
            known.Add(member);
            total.Accounts++;
            everybody.Touch(day).Accounts++;
            all++;
        }
        var (accounts, daysNear, everybodyNear) = (0, 0, 0);
        List<Member> near = [];
        for (var d = day - 1; d <= day + 1; d++)
        {
            everybodyNear += everybody.Find(d)?.Accounts ?? 0;
            if (days.Find((pattern, d)) is not { } there) continue;
            accounts += there.Count;
            daysNear++;
            near.AddRange(there.Where(other => Math.Abs(other.At - member.At) <= HalfSpan));
        }
        var usual = total.Days > daysNear ? Math.Max(0, total.Accounts - accounts) / (double)(total.Days - daysNear) : 0;
        var series = new HandleSeries(pattern, near.Count, InOrder(near, member.Number), usual, all - everybodyNear);
        if (near.Count >= TimesUsual * usual && (series.InOrder >= ToldInOrderFrom || (near.Count >= ToldFrom && series.Others >= FewestOthers)))
            foreach (var untold in near.Where(other => !other.IsTold)) untold.IsTold = Together.Add(untold.Account);
        return series;
    }

    private static int InOrder(List<Member> near, long number)
    {
        if (number < 0) return 0;
        long[] numbers = [.. near.Select(other => other.Number).Where(other => other >= 0).Append(number).Distinct().Order()];
        var place = Array.BinarySearch(numbers, number);
        var (first, last) = (place, place);
        while (first > 0 && numbers[first] - numbers[first - 1] <= Gap) first--;
        while (last < numbers.Length - 1 && numbers[last + 1] - numbers[last] <= Gap) last++;
        return last - first + 1;
    }

    // One in both of its patterns, so that it is told once.
    private sealed record Member(string Account, long At, long Number)
    {
        internal bool IsTold { get; set; }
    }

    private sealed class Total
    {
        internal int Accounts { get; set; }

        internal int Days { get; set; }
    }
}
