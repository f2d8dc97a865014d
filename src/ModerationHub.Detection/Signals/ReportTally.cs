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

/// <summary>What a report counts as beside the others about the same account.</summary>
public enum ReportVoice
{
    /// <summary>A user of whom no decision has said anything yet.</summary>
    Unproven,

    /// <summary>A user with a record.</summary>
    Proven,

    /// <summary>A trusted flagger.</summary>
    TrustedFlagger,

    /// <summary>A partner platform.</summary>
    Partner,

    /// <summary>An authority; adds no risk.</summary>
    Authority,

    /// <summary>Whoever sends lists; adds next to nothing.</summary>
    Listed,

    /// <summary>One of a crowd of new reporters within minutes, whose first already counts.</summary>
    Crowd,

    /// <summary>The same reporter once more; adds nothing.</summary>
    Repeated,
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
    public static ReportTally Of(IEnumerable<ReportMade> reports) => Weigh(reports).Aggregate(default(ReportTally), (tally, weighed) => weighed.Voice switch
    {
        ReportVoice.Repeated => tally,
        ReportVoice.Listed or ReportVoice.Crowd => tally.With(ReporterKind.User, listed: true),
        ReportVoice.Unproven => tally.With(ReporterKind.User),
        _ => tally.With(weighed.Report.Kind, weighed.Report.Reliability),
    });

    /// <summary>The same reports one by one, in the order in which they were given: what each counts as beside the others.</summary>
    /// <param name="reports">In any order.</param>
    public static IReadOnlyList<(ReportMade Report, ReportVoice Voice)> Weigh(IEnumerable<ReportMade> reports)
    {
        ReportMade[] all = [.. reports];
        var voices = new ReportVoice[all.Length];
        List<int> unproven = [];
        foreach (var own in Enumerable.Range(0, all.Length).GroupBy(i => (all[i].Kind, all[i].Reporter)))
        {
            var first = own.MinBy(i => all[i].At);
            foreach (var again in own)
                voices[again] = ReportVoice.Repeated;
            voices[first] = all[first] switch
            {
                { Kind: ReporterKind.TrustedFlagger } => ReportVoice.TrustedFlagger,
                { Kind: ReporterKind.Partner } => ReportVoice.Partner,
                { Kind: ReporterKind.Authority } => ReportVoice.Authority,
                { IsListed: true } => ReportVoice.Listed,
                { IsUnproven: true } => ReportVoice.Unproven,
                _ => ReportVoice.Proven,
            };
            if (voices[first] == ReportVoice.Unproven) unproven.Add(first);
        }
        MarkCrowds(all, voices, unproven);
        return [.. all.Zip(voices)];
    }

    private static void MarkCrowds(ReportMade[] all, ReportVoice[] voices, List<int> unproven)
    {
        unproven.Sort((a, b) => all[a].At.CompareTo(all[b].At));
        DateTimeOffset[] times = [.. unproven.Select(i => all[i].At)];
        var (first, brigadeUntil) = (0, -1);
        var isBrigade = new bool[times.Length];
        for (var last = 0; last < times.Length; last++)
        {
            while (times[last] - times[first] > BrigadeSpan) first++;
            if (last - first + 1 < Brigade) continue;
            for (var i = Math.Max(first, brigadeUntil + 1); i <= last; i++) isBrigade[i] = true;
            brigadeUntil = last;
        }
        for (var i = 1; i < times.Length; i++)
            if (isBrigade[i] && isBrigade[i - 1] && times[i] - times[i - 1] <= BrigadeSpan)
                voices[unproven[i]] = ReportVoice.Crowd;
    }
}
