using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Lineage;

/// <summary>
/// Earlier accounts (those that were suspended, say), to be asked which of them a later account continues. Handles and names are compared
/// by runs of one to three letters, texts by their words, each weighted by how few of the earlier accounts have it. Thread-safe once made; a question costs a
/// look at every earlier account.
/// </summary>
public sealed class LineageIndex
{
    /// <summary>Log-odds from which on a person is told: more likely than not.</summary>
    public const double Telling = 0;

    private const double Prior = -7;
    private const double HandleWeight = 6;
    private const double NameWeight = 6;
    private const double WordsWeight = 4;
    private const double NamedWeight = 2;
    private const double SoonWeight = 1.5;
    private const double SoonDays = 90;
    private const double OverlapWeight = 3;

    // Chosen, not measured: alone it never tells of anything, because a group's accounts are followed by the same people.
    private const double FollowersWeight = 2;
    private const int FewestFollowers = 3;
    private const int LongestRun = 3;

    private readonly Known[] earlier;
    private readonly TermWeights runs;
    private readonly TermWeights words;

    /// <summary>Reads the earlier accounts.</summary>
    /// <param name="accounts">They.</param>
    /// <param name="usual">Accounts by which it is told how common a part of a name or a word is; null takes the earlier ones themselves, for which they must be many.</param>
    public LineageIndex(IReadOnlyList<LineageAccount> accounts, LineageIndex? usual = null)
    {
        var read = accounts.Select(account => (Account: account, Handle: Runs(account.Handle), Name: Runs(account.DisplayName), Words: Words(account.Texts))).ToArray();
        runs = usual?.runs ?? new TermWeights(read.Select(one => one.Handle.Concat(one.Name)));
        words = usual?.words ?? new TermWeights(read.Where(one => one.Words.Count > 0).Select(one => one.Words));
        earlier = [.. read.Select(one => new Known(one.Account, runs.Of(one.Handle), runs.Of(one.Name), words.Of(one.Words), Folded(one.Account.Handle), one.Account.Followers.ToHashSet(StringComparer.Ordinal)))];
    }

    /// <summary>All earlier accounts, the likeliest first; those of equal odds by id.</summary>
    /// <param name="later">The later account; never linked with itself.</param>
    public IReadOnlyList<LineageLink> Rank(LineageAccount later)
    {
        var (handle, name, wrote) = (runs.Of(Runs(later.Handle)), runs.Of(Runs(later.DisplayName)), words.Of(Words(later.Texts)));
        var named = later.Texts.SelectMany(text => Mentions(text).Distinct(StringComparer.Ordinal)).CountBy(mention => mention, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var own = Folded(later.Handle);
        return [.. earlier.Where(one => one.Account.Id != later.Id).Select(one =>
        {
            // An account that answers itself names nobody else.
            var times = one.Handle.Length > 0 && one.Handle != own ? named.GetValueOrDefault(one.Handle) : 0;
            var gap = later.FirstPost - one.Account.LastPost;
            var shared = one.Followers.Count > 0 ? later.Followers.Count(one.Followers.Contains) : 0;
            var (h, n, w) = (handle.Cosine(one.Runs), name.Cosine(one.NameRuns), wrote.Cosine(one.Words));
            var logOdds = Prior + (HandleWeight * h) + (NameWeight * n) + (WordsWeight * w) + (NamedWeight * Math.Log2(1 + Math.Min(3, times))) + Follows(gap)
                + (shared >= FewestFollowers ? FollowersWeight * shared / later.Followers.Count : 0);
            return new LineageLink(one.Account.Id, logOdds, h, n, w, times, shared, gap);
        }).OrderByDescending(link => link.LogOdds).ThenBy(link => link.Id, StringComparer.Ordinal)];
    }

    private static double Follows(TimeSpan? gap) => gap switch
    {
        null => 0,
        { Ticks: < 0 } => -OverlapWeight,
        { TotalDays: var days } => SoonWeight * Math.Exp(-days / SoonDays),
    };

    private static string Folded(string? name)
    {
        var text = new NormalisedText();
        TextNormaliser.Normalise(name ?? "", text);
        return text.ToString();
    }

    private static List<ulong> Runs(string? name)
    {
        var text = Folded(name);
        if (text.Length == 0) return [];
        text = $"^{text}$";
        List<ulong> found = [];
        for (var length = 1; length <= LongestRun; length++)
            for (var i = 0; i + length <= text.Length; i++) found.Add(TermWeights.Term(text.AsSpan(i, length)));
        return found;
    }

    private static List<ulong> Words(IReadOnlyList<string> texts)
    {
        var text = new NormalisedText();
        List<ulong> found = [];
        foreach (var one in texts)
        {
            TextNormaliser.Normalise(one, text);
            foreach (var word in NearDuplicate.WithoutLinks(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)) found.Add(TermWeights.Term(word));
        }
        return found;
    }

    private static IEnumerable<string> Mentions(string text)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.')) end++;
            if (end > at + 1) yield return Folded(text[(at + 1)..end]);
        }
    }

    private sealed record Known(LineageAccount Account, SparseVector Runs, SparseVector NameRuns, SparseVector Words, string Handle, HashSet<string> Followers);
}
