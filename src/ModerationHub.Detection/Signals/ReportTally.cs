namespace ModerationHub.Detection.Signals;

/// <summary>Kinds of reporters.</summary>
public enum ReporterKind
{
    /// <summary>Any user.</summary>
    User,

    /// <summary>A trusted flagger.</summary>
    TrustedFlagger,

    /// <summary>A partner platform.</summary>
    Partner,

    /// <summary>An authority; opens an order and adds no risk.</summary>
    Authority,
}

/// <summary>The reports about one account, counted once for each reporter.</summary>
/// <param name="Users">Distinct users.</param>
/// <param name="UserTrust">Sum over the users of their reliability squared, so that many unproven voices stay small.</param>
/// <param name="TrustedFlaggers">Distinct trusted flaggers.</param>
/// <param name="Partners">Distinct partners.</param>
/// <param name="Authorities">Distinct authorities.</param>
/// <param name="Listed">Reporters whose report came in a mass list or a brigade; not counted among the users.</param>
public readonly record struct ReportTally(int Users, double UserTrust, int TrustedFlaggers, int Partners, int Authorities, int Listed)
{
    /// <summary>Reliability of a user without a record.</summary>
    public const double UnknownReliability = 0.3;

    /// <summary>Whether nobody reported.</summary>
    public bool IsEmpty => Users + TrustedFlaggers + Partners + Authorities + Listed == 0;

    /// <summary>The tally with one more distinct reporter.</summary>
    /// <param name="kind">Kind of reporter.</param>
    /// <param name="reliability">0–1, for users; see <see cref="UnknownReliability"/>.</param>
    /// <param name="listed">Whether it came in a mass list or a brigade.</param>
    public ReportTally With(ReporterKind kind, double reliability = UnknownReliability, bool listed = false) => kind switch
    {
        _ when listed => this with { Listed = Listed + 1 },
        ReporterKind.User => this with { Users = Users + 1, UserTrust = UserTrust + Math.Pow(Math.Clamp(reliability, 0, 1), 2) },
        ReporterKind.TrustedFlagger => this with { TrustedFlaggers = TrustedFlaggers + 1 },
        ReporterKind.Partner => this with { Partners = Partners + 1 },
        _ => this with { Authorities = Authorities + 1 },
    };

    private const int Brigade = 8;
    private static readonly TimeSpan BrigadeSpan = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Counts the reports about one account. A reporter counts once. Eight or more users without a record within ten minutes
    /// are a brigade: together they count as one, the others as names on a list.
    /// </summary>
    /// <param name="reports">In any order.</param>
    public static ReportTally Of(IEnumerable<ReportMade> reports)
    {
        var tally = default(ReportTally);
        List<DateTimeOffset> unproven = [];
        foreach (var report in reports.GroupBy(report => (report.Kind, report.Reporter)).Select(own => own.MinBy(report => report.At)))
        {
            if (report.Kind != ReporterKind.User) tally = tally.With(report.Kind);
            else if (report.IsListed) tally = tally.With(ReporterKind.User, listed: true);
            else if (report.IsUnproven) unproven.Add(report.At);
            else tally = tally.With(ReporterKind.User, report.Reliability);
        }
        return Unproven(tally, unproven);
    }

    private static ReportTally Unproven(ReportTally tally, List<DateTimeOffset> times)
    {
        times.Sort();
        var (first, brigadeUntil) = (0, -1);
        var isBrigade = new bool[times.Count];
        for (var last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] > BrigadeSpan) first++;
            if (last - first + 1 < Brigade) continue;
            for (var i = Math.Max(first, brigadeUntil + 1); i <= last; i++) isBrigade[i] = true;
            brigadeUntil = last;
        }
        for (var i = 0; i < times.Count; i++)
        {
            var follows = isBrigade[i] && i > 0 && isBrigade[i - 1] && times[i] - times[i - 1] <= BrigadeSpan;
            tally = tally.With(ReporterKind.User, UnknownReliability, listed: follows);
        }
        return tally;
    }
}
