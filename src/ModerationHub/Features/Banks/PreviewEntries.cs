using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Media;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Banks;

/// <param name="Language">Primary tag; "und" where nobody can tell.</param>
public sealed record LanguageReach(string Language, long Posts, int Accounts);

/// <param name="TooBroad">So many share it that it says nothing about whoever does.</param>
public sealed record EntryReach(string Entry, long Posts, int Accounts, bool TooBroad);

/// <summary>How many stored posts entries would be found in.</summary>
/// <param name="Read">Posts that were looked through, the newest.</param>
/// <param name="Since">When the oldest of them was posted; null when there is none.</param>
/// <param name="Cut">There are older ones of these days that were not looked through.</param>
/// <param name="Widest">The entries that are found most often, those that are too broad before the others.</param>
public sealed record Reach(long Read, DateTimeOffset? Since, bool Cut, long Posts, int Accounts, IReadOnlyList<LanguageReach> Languages, IReadOnlyList<EntryReach> Widest)
{
    public bool IsBroad => Widest.Any(entry => entry.TooBroad);
}

/// <summary>
/// Before a lead adds links or image hashes: in how many stored posts of the last 90 days they would be found. The newest alone are looked through,
/// so many and so long that somebody can wait for it however large the history is.
/// </summary>
public sealed class PreviewEntries(Operation op, LanguageTeller languages, TimeProvider time)
{
    public const int MostPosts = 100_000;
    public const int PerPage = 10_000;

    /// <summary>So many accounts are many, whatever their share is.</summary>
    public const int ManyAccounts = 100;

    const int MostListed = 5;

    static readonly TimeSpan Back = TimeSpan.FromDays(90), Longest = TimeSpan.FromSeconds(5);

    const string Page = $"""
        select {BacktestScan.Columns}, p.media::text from posts p
        where p.platform_id = $1 and p.created_at >= $2 and p.created_at <= $3 and (p.created_at, p.id) < ($3, $4)
        order by p.created_at desc, p.id desc limit $5
        """;

    /// <param name="Lines">As they would be added; those that cannot stand are left out.</param>
    public sealed record Command(BankKind Kind, string? Lines);

    public async Task<Reach> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var lines = BankAccess.Lines(command.Lines);
        var (names, entries) = command.Kind == BankKind.Urls ? Links(lines) : Images(lines);
        var tally = new Tally(names);
        if (names.Count == 0)
            return tally.Told(cut: false);
        var began = time.GetTimestamp();
        var (at, id) = (op.Now.UtcDateTime.AddDays(1), "");
        while (true)
        {
            var before = tally.Read;
            await using (var page = new NpgsqlCommand(Page, (NpgsqlConnection)op.Db.Database.GetDbConnection())
            {
                Parameters = { Param.Of(op.PlatformId), Param.Of((op.Now - Back).UtcDateTime), Param.Of(at), Param.Of(id), Param.Of(PerPage) },
            })
            await using (var r = await page.ExecuteReaderAsync(cancellation))
                while (await r.ReadAsync(cancellation))
                {
                    var post = BacktestScan.Post(r, languages, null);
                    if (!r.IsDBNull(12) && r.GetString(12) is { Length: > 2 } media)
                        post = post with { Media = PostMediaReader.Read(media) };
                    tally.Add(r.GetString(0), QueueRouting.Primary(post.Language) ?? "und", post.CreatedAt, entries.In(post));
                    (at, id) = (r.GetDateTime(2), post.Id);
                }
            if (tally.Read - before < PerPage)
                return tally.Told(cut: false);
            if (tally.Read >= MostPosts || time.GetElapsedTime(began) > Longest)
                return tally.Told(cut: true);
        }
    }

    static (List<string>, BankEntries) Links(IReadOnlyList<(int, string Text)> lines)
    {
        List<string> addresses = [.. lines.Select(line => AddLinks.Checked(line.Text, out _)).OfType<string>().Distinct(StringComparer.Ordinal)];
        return (addresses, BankEntries.OfLinks(addresses));
    }

    static (List<string>, BankEntries) Images(IReadOnlyList<(int, string Text)> lines)
    {
        List<HashRow> rows = [.. lines.Select(line => AddHashes.Read(line.Text, "", "", Severity.Low, neverMatch: false)).OfType<HashRow>().Where(row => !row.IsFlat).DistinctBy(row => row.Pdq ?? row.Md5)];
        return (rows.ConvertAll(row => (row.Pdq ?? row.Md5)!), BankEntries.OfImages(rows.Select(row => (PdqHash.TryParse(row.Pdq, out var pdq) ? pdq : (PdqHash?)null, row.Md5, (int?)row.Quality))));
    }

    sealed class Tally(List<string> names)
    {
        readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
        readonly Dictionary<string, Found> _languages = new(StringComparer.Ordinal);
        readonly Dictionary<int, (Found All, Dictionary<string, long> Languages)> _entries = [];
        readonly Found _all = new();
        DateTimeOffset? _since;

        public long Read { get; private set; }

        public void Add(string account, string language, DateTimeOffset at, IEnumerable<int> entries)
        {
            Read++;
            _since = at;
            _read[language] = _read.GetValueOrDefault(language) + 1;
            var any = false;
            foreach (var entry in entries)
            {
                any = true;
                if (!_entries.TryGetValue(entry, out var found))
                    _entries.Add(entry, found = (new(), new(StringComparer.Ordinal)));
                found.All.Add(account);
                found.Languages[language] = found.Languages.GetValueOrDefault(language) + 1;
            }
            if (!any)
                return;
            _all.Add(account);
            if (!_languages.TryGetValue(language, out var here))
                _languages.Add(language, here = new());
            here.Add(account);
        }

        public Reach Told(bool cut) => new(Read, _since, cut, _all.Posts, _all.Accounts.Count,
            [.. _languages.OrderByDescending(l => l.Value.Posts).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => new LanguageReach(l.Key, l.Value.Posts, l.Value.Accounts.Count))],
            [.. _entries.Select(e => new EntryReach(names[e.Key], e.Value.All.Posts, e.Value.All.Accounts.Count, IsBroad(e.Value.All, e.Value.Languages)))
                .OrderByDescending(e => e.TooBroad).ThenByDescending(e => e.Posts).ThenBy(e => e.Entry, StringComparer.Ordinal).Take(MostListed)]);

        // As a backtest holds terms too broad: by their share in any language.
        bool IsBroad(Found all, Dictionary<string, long> languages) => all.Accounts.Count >= ManyAccounts
            || languages.Any(l => _read[l.Key] >= BacktestResult.EnoughPosts && l.Value >= BacktestResult.BroadShare * _read[l.Key]);
    }

    sealed class Found
    {
        public long Posts { get; private set; }
        public HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        public void Add(string account)
        {
            Posts++;
            Accounts.Add(account);
        }
    }
}
