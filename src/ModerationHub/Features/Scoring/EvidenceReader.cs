using System.Data.Common;
using System.Text.Json;
using ModerationHub.Data;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Posts;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;
using Npgsql;
using EvidenceKind = ModerationHub.Domain.Cases.EvidenceKind;
using ReporterKind = ModerationHub.Domain.Reports.ReporterKind;

namespace ModerationHub.Features.Scoring;

public sealed record EvidenceRow(Guid CaseId, string Key, EvidenceKind Kind, string Payload, double Weight, DateTimeOffset At);

/// <summary>
/// What is frozen into cases: the profile as it is now, the most telling posts with what was found in them, the reports. A new
/// case looks back over the account's signals; an open one gains this batch's posts, which are at hand.
/// </summary>
public sealed class EvidenceReader(NpgsqlTransaction transaction, PlatformContext context, DateTimeOffset now)
{
    /// <summary>Of a post that no detector marked by itself, and that shows conduct together with others.</summary>
    const double ConductWeight = 0.3;

    const string Posts = """
        select a.id, p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls, p.media::text, s.weight, s.signals::text
        from unnest($2::text[]) as a(id)
        cross join lateral (
            select post_created_at, post_id, max(strength * confidence)::float8 as weight,
                jsonb_agg(jsonb_build_object('detector', detector, 'policy', policy_key, 'strength', strength, 'confidence', confidence,
                    'evidence', evidence, 'spans', spans) order by strength * confidence desc, detector) as signals
            from post_signals where platform_id = $1 and account_id = a.id
            group by post_created_at, post_id order by weight desc, post_created_at desc limit 50) s
        join posts p on p.platform_id = $1 and p.created_at = s.post_created_at and p.id = s.post_id
        """;

    const string NamedPosts = """
        select p.account_id, p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls, p.media::text
        from posts p where p.platform_id = $1 and p.account_id = any ($2) and p.id = any ($3)
        """;

    const string Profiles = """
        select id, handle, display_name, bio, created_at, followers, following, posts, language, location, url, verified, protected, state, age_band
        from accounts where platform_id = $1 and id = any ($2)
        """;

    // A copy that is kept although its owner asked for erasure must not be written over with what is left of the account.
    const string ProfilesAgain = Profiles + """
         and not exists (select from erasure_requests e where e.platform_id = $1 and e.account_id = accounts.id and e.post_id = '' and e.erased_at is not null)
        """;

    // An authority's report opens an order; here it would only press the reviewer.
    const string Reports = """
        select a.id, r.id, r.post_id, r.reporter_id, r.reporter_kind, r.reason, r.comment, r.at
        from unnest($2::text[]) as a(id)
        cross join lateral (
            select * from reports where platform_id = $1 and account_id = a.id and reporter_kind <> 'authority'
            order by reporter_kind = 'user', at desc limit 50) r
        """;

    // An id at two times is two posts and one copy: the one that tells more.
    readonly Dictionary<(Guid Case, string Key), EvidenceRow> _rows = [];

    public async Task<IReadOnlyList<EvidenceRow>> ReadAsync(IReadOnlyList<CaseDraft> opened, IReadOnlyList<CaseDraft> changed, CancellationToken cancellation)
    {
        foreach (var draft in changed.Where(d => d.TakesEvidence))
            AddBatchPosts(draft);
        var cases = opened.ToDictionary(d => d.Scored.Work.Id, d => d.Id, StringComparer.Ordinal);
        var accounts = opened.ToDictionary(d => d.Id, d => d.Scored);
        if (cases.Count > 0)
        {
            await EachAsync(Posts, r => AddPost(accounts[cases[r.GetString(0)]], cases[r.GetString(0)], r, r.GetDouble(12), Signals(r.GetString(13))), cancellation, Ids(cases));
            var known = _rows.Keys.ToHashSet();
            string[] named = [.. opened.SelectMany(d => d.Risk.Shares).Where(s => s.LogOdds > 0).SelectMany(s => s.PostIds).Distinct()];
            if (named.Length > 0)
                await EachAsync(NamedPosts, r =>
                {
                    if (known.Add((cases[r.GetString(0)], EvidenceKey.Post(r.GetString(1)))))
                        AddPost(accounts[cases[r.GetString(0)]], cases[r.GetString(0)], r, ConductWeight, []);
                }, cancellation, Ids(cases), Param.Of((IEnumerable<string>)named));
        }
        var again = changed.Where(d => d.TakesEvidence && d.Scored.Work.LookAgain).ToDictionary(d => d.Scored.Work.Id, d => d.Id, StringComparer.Ordinal);
        if (cases.Count > 0)
            await EachAsync(Profiles, r => AddProfile(cases[r.GetString(0)], r), cancellation, Ids(cases));
        if (again.Count > 0)
            await EachAsync(ProfilesAgain, r => AddProfile(again[r.GetString(0)], r), cancellation, Ids(again));
        foreach (var (account, id) in again)
            cases[account] = id;
        if (cases.Count > 0)
            await EachAsync(Reports, r => AddReport(cases[r.GetString(0)], r), cancellation, Ids(cases));
        return [.. _rows.Values];
    }

    void AddBatchPosts(CaseDraft draft)
    {
        var signals = draft.Scored.Result.PostSignals.ToLookup(s => s.PostId, StringComparer.Ordinal);
        foreach (var post in draft.Scored.Work.Shown.Where(p => draft.Scored.NewEvidence.Contains(p.Id)))
        {
            var found = signals[post.Id].Select(s => new SignalEvidence(s.Detector, s.Policy, s.Strength, s.Confidence, s.Evidence,
                [.. s.Highlights.SelectMany(h => new[] { h.Start, h.Length })])).ToArray();
            Add(draft.Id, post, found.Select(s => s.Strength * s.Confidence).DefaultIfEmpty(ConductWeight).Max(), found);
        }
    }

    void AddPost(ScoredAccount account, Guid caseId, DbDataReader r, double weight, SignalEvidence[] signals) => Add(caseId, new Post
    {
        PlatformId = context.PlatformId, AccountId = r.GetString(0), Id = r.GetString(1), CreatedAt = r.GetFieldValue<DateTimeOffset>(2), Text = r.GetString(3),
        Language = QueueRouting.LanguageOf(Text(r, 4), r.GetString(3), context.Scoring.Languages, account.Work.Language, account.Memory.Features.Language),
        Client = Text(r, 5), InReplyTo = Text(r, 6), QuoteOf = Text(r, 7), RepostOf = Text(r, 8),
        Hashtags = r.GetFieldValue<string[]>(9), Urls = r.GetFieldValue<string[]>(10), Media = Text(r, 11),
    }, weight, signals);

    void Add(Guid caseId, Post post, double weight, SignalEvidence[] signals) => Add(caseId, EvidenceKey.Post(post.Id), EvidenceKind.Post, new PostEvidence
    {
        Id = post.Id, CreatedAt = post.CreatedAt, Text = post.Text, Language = post.Language, Client = post.Client, InReplyTo = post.InReplyTo,
        QuoteOf = post.QuoteOf, RepostOf = post.RepostOf, Hashtags = post.Hashtags, Urls = post.Urls, Media = MediaEvidence.Read(post.Media), Signals = signals,
    }, weight, post.CreatedAt);

    void AddProfile(Guid caseId, DbDataReader r) => Add(caseId, EvidenceKey.Profile, EvidenceKind.Profile, new ProfileEvidence
    {
        Id = r.GetString(0), Handle = Text(r, 1), DisplayName = Text(r, 2), Bio = Text(r, 3), CreatedAt = Time(r, 4), Followers = Number(r, 5),
        Following = Number(r, 6), Posts = Number(r, 7), Language = Text(r, 8), Location = Text(r, 9), Url = Text(r, 10), Verified = Flag(r, 11),
        Protected = Flag(r, 12), State = SnakeCase.Parse<AccountState>(r.GetString(13)), AgeBand = SnakeCase.Parse<AgeBand>(r.GetString(14)),
    }, 0, now);

    void AddReport(Guid caseId, DbDataReader r)
    {
        var kind = SnakeCase.Parse<ReporterKind>(r.GetString(4));
        var report = new ReportEvidence
        {
            Id = r.GetString(1), PostId = Text(r, 2), ReporterId = r.GetString(3), ReporterKind = kind, Reason = r.GetString(5),
            Comment = Text(r, 6), At = r.GetFieldValue<DateTimeOffset>(7),
        };
        Add(caseId, EvidenceKey.Report(report.Id), EvidenceKind.Report, report, kind == ReporterKind.User ? 0.1 : 0.5, report.At);
    }

    void Add<T>(Guid caseId, string key, EvidenceKind kind, T payload, double weight, DateTimeOffset at)
    {
        if (!_rows.TryGetValue((caseId, key), out var known) || weight > known.Weight)
            _rows[(caseId, key)] = new EvidenceRow(caseId, key, kind, JsonSerializer.Serialize(payload, Operation.Json), weight, at);
    }

    async Task EachAsync(string sql, Action<NpgsqlDataReader> row, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        command.Parameters.Add(Param.Of(context.PlatformId));
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            row(reader);
    }

    static NpgsqlParameter Ids(Dictionary<string, Guid> cases) => Param.Of((IEnumerable<string>)cases.Keys);

    static SignalEvidence[] Signals(string json) => JsonSerializer.Deserialize<SignalEvidence[]>(json, Operation.Json) ?? [];

    static string? Text(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
    static long? Number(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetInt64(column);
    static bool? Flag(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetBoolean(column);
    static DateTimeOffset? Time(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<DateTimeOffset>(column);
}
