using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

using EvidenceKind = ModerationHub.Domain.Cases.EvidenceKind;

namespace ModerationHub.Features.Policies.Breaker;

/// <param name="Language">In whose posts it went too far; null when it was all posts together.</param>
/// <param name="Cases">Those that it touched, of all lanes that the reader may see, newest first.</param>
/// <param name="Unread">So many more cases changed since then, too many to look through.</param>
public sealed record StoppedTerm(Guid Id, uint Row, string PolicyKey, string Text, string? Language, TermStopState State, DateTimeOffset StoppedAt, long Posts, double Share, double UsualShare,
    IReadOnlyList<TouchedCase> Cases, int Unread = 0);

/// <param name="AccountId">Null in the sealed lane: whose case it is, only the case itself tells.</param>
public sealed record TouchedCase(Guid CaseId, string? AccountId, CaseState State);

/// <summary>The terms, rules, links and image hashes that were stopped and about which nobody has decided, with every case that they touched.</summary>
public sealed class ReadTermStops(Operation op)
{
    /// <summary>Cases of the stopped terms' policies that are looked through; how many more there are is said.</summary>
    public const int MostCases = 1_000;

    static readonly string Rules = new RuleDetector().Key, Links = new LinkDetector().Key, Images = new KnownMediaDetector().Key;

    public async Task<IReadOnlyList<StoppedTerm>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var stops = await op.Db.TermStops.AsNoTracking().Where(s => s.State == TermStopState.Stopped).OrderByDescending(s => s.StoppedAt).ThenBy(s => s.Id).ToListAsync(cancellation);
        var (touched, unread) = await TouchedAsync(stops, cancellation);
        return [.. stops.Select(stop => new StoppedTerm(stop.Id, stop.Row, stop.PolicyKey, stop.Text, stop.Language, stop.State, stop.StoppedAt, stop.Posts, stop.Share, stop.UsualShare,
            touched[stop.Id], unread))];
    }

    // Cases keep the posts they were raised on: what the term is found in there, it touched.
    async Task<(Dictionary<Guid, List<TouchedCase>> Touched, int Unread)> TouchedAsync(List<TermStop> stops, CancellationToken cancellation)
    {
        var touched = stops.ToDictionary(s => s.Id, _ => new List<TouchedCase>());
        if (stops.Count == 0)
            return (touched, 0);
        var uses = await UsesAsync(stops, cancellation);
        var (since, reads, trained) = (stops.Min(s => s.Since), op.Actor.Can(Permission.ReadCases), op.Actor.Can(Permission.ReadSealedLane));
        // A bank may serve other policies than the one that its entry was stopped under.
        string[] found = [.. stops.Select(s => uses[s.Id].Detector is { } detector
            ? JsonSerializer.Serialize(new { signals = new[] { new { detector } } }) : JsonSerializer.Serialize(new { signals = new[] { new { policy = s.PolicyKey } } })).Distinct()];
        var changed = op.Db.Cases.FromSql($"""
            select c.*, c.xmin from cases c where c.platform_id = {op.PlatformId} and c.changed_at >= {since} and exists (
                select from case_evidence e where e.platform_id = c.platform_id and e.case_id = c.id and e.kind = 'post' and e.payload @> any ({found}::jsonb[]))
            """).AsNoTracking().Where(c => (reads && c.Lane != CaseLane.Sealed) || (trained && c.Lane == CaseLane.Sealed));
        var cases = await changed.OrderByDescending(c => c.ChangedAt).ThenBy(c => c.Id).Take(MostCases)
            .Select(c => new { Shown = new TouchedCase(c.Id, c.Lane == CaseLane.Sealed ? null : c.AccountId, c.State), c.ChangedAt }).ToListAsync(cancellation);
        var unread = cases.Count < MostCases ? 0 : await changed.CountAsync(cancellation) - MostCases;
        var ids = cases.ConvertAll(c => c.Shown.CaseId);
        HashSet<(Guid Stop, Guid Case)> hit = [];
        await foreach (var evidence in op.Db.CaseEvidence.FromSql($"select * from case_evidence e where e.platform_id = {op.PlatformId} and e.case_id = any ({ids}) and e.kind = 'post' and e.payload @> any ({found}::jsonb[])").AsNoTracking()
            .Select(e => new { e.CaseId, e.Payload }).AsAsyncEnumerable().WithCancellation(cancellation))
            if (JsonSerializer.Deserialize<PostEvidence>(evidence.Payload, Operation.Json) is { } post)
                hit.UnionWith(stops.Where(s => !hit.Contains((s.Id, evidence.CaseId)) && uses[s.Id].In(post)).Select(s => (s.Id, evidence.CaseId)).ToList());
        foreach (var stop in stops)
            touched[stop.Id].AddRange(cases.Where(c => c.ChangedAt >= stop.Since && hit.Contains((stop.Id, c.Shown.CaseId))).Select(c => c.Shown));
        return (touched, unread);
    }

    /// <returns>By stop, whether a post uses what was stopped, and the detector that finds it where that says more than the policy.</returns>
    async Task<Dictionary<Guid, (Func<PostEvidence, bool> In, string? Detector)>> UsesAsync(List<TermStop> stops, CancellationToken cancellation)
    {
        var banked = new Dictionary<Guid, BankEntries>();
        foreach (var id in stops.Select(s => s.TermId).Distinct())
            if (await BankEntries.ReadAsync((NpgsqlConnection)op.Db.Database.GetDbConnection(), op.PlatformId, id, cancellation) is { } entry)
                banked.Add(id, entry);
        var ids = stops.Select(s => s.TermId).Where(id => !banked.ContainsKey(id)).ToList();
        var texts = (await op.Db.BankTerms.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, Text = t.Kind == TermKind.Hashtag && !t.Text.StartsWith('#') ? "#" + t.Text : t.Text })
            .ToListAsync(cancellation)).DistinctBy(t => t.Id).ToDictionary(t => t.Id, t => t.Text);
        // The newest version that has a rule: its words may have changed since, what it is stopped for has not.
        var rules = new Dictionary<(string Policy, string Rule), PolicyRule>();
        if (stops.Where(s => !texts.ContainsKey(s.TermId) && !banked.ContainsKey(s.TermId)).Select(s => s.PolicyKey).Distinct().ToList() is { Count: > 0 } policies)
            await foreach (var version in op.Db.PolicyVersions.AsNoTracking().Where(v => policies.Contains(v.PolicyKey) && v.Rules != null && v.PublishedAt != null)
                .OrderByDescending(v => v.Version).AsAsyncEnumerable().WithCancellation(cancellation))
                foreach (var rule in LivePolicies.Read(version, default, [])?.Rules ?? [])
                    rules.TryAdd((version.PolicyKey, rule.Id), rule);
        return stops.ToDictionary(s => s.Id, s => banked.GetValueOrDefault(s.TermId) is { } entry ? (post => entry.AreIn(Input(post)), entry.AreImages ? Images : Links)
            : (texts.GetValueOrDefault(s.TermId) is { } text ? Uses(s, text)
            : rules.GetValueOrDefault((s.PolicyKey, s.TermId.ToString())) is { } rule ? Meets(RuleSet.Compile([(s.PolicyKey, rule)])) : Uses(s, s.Text), (string?)null));
    }

    static PostInput Input(PostEvidence post) => new(post.Id, post.CreatedAt, post.Text)
    {
        Language = post.Language, Client = post.Client, InReplyTo = post.InReplyTo, QuoteOf = post.QuoteOf, RepostOf = post.RepostOf, Hashtags = post.Hashtags, Urls = post.Urls,
        HasMedia = post.Media.Length > 0, Media = [.. post.Media.Select(m => new PostMedia(PdqHash.TryParse(m.Pdq, out var pdq) ? pdq : null, m.Md5, m.Quality))],
    };

    // By what a case keeps of its posts: what a rule asks of the account as well may have been otherwise then.
    static Func<PostEvidence, bool> Meets(RuleSet rule)
    {
        var replay = new RuleReplay(rule);
        return post => Array.Exists(post.Signals, s => s.Detector == Rules) && replay.MayMeet(Input(post));
    }

    static Func<PostEvidence, bool> Uses(TermStop stop, string text)
    {
        var matcher = TermMatcher.Compile([new Term(stop.TermId.ToString(), "", stop.PolicyKey, text)]);
        var (normalised, hits) = (new NormalisedText(), new List<TermHit>());
        return post =>
        {
            hits.Clear();
            TextNormaliser.Normalise(string.Join('\n', [post.Text, .. post.Hashtags.Select(h => "#" + h), .. post.Urls]), normalised);
            matcher.Match(normalised, hits);
            return hits.Count > 0;
        };
    }
}

/// <summary>A lead lets a stopped term count again, or takes it out: then it never counts, and the next version should leave it out.</summary>
public sealed class DecideTermStop(Operation op, PolicyVersions versions)
{
    public sealed record Command(Guid Id, uint Row, bool Resume, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var stop = await op.Db.TermStops.SingleOrDefaultAsync(s => s.Id == command.Id, cancellation) ?? throw new RuleBrokenException(PolicyRules.StopUnknown);
        if (stop.Row != command.Row)
            throw new RuleBrokenException(stop.State == TermStopState.Stopped ? OperationRunner.Changed : PolicyRules.StopDecided);
        stop.Decide(command.Resume, command.Reason, op.Actor.Name, op.Now);
        if (await versions.LiveAsync(stop.PolicyKey, cancellation) is { } live)
            versions.Recount(live, live.Version, stop.TermId);
        op.Audit(command.Resume ? "policy.term_resumed" : "policy.term_withdrawn", "term_stop", stop.Id.ToString(), new { stop.PolicyKey, stop.TermId, stop.Text, stop.Reason });
        op.PublishStop(stop.Id, stop.State);
    }
}

static class StopEvents
{
    /// <summary>Leads on every host hear of it, whatever page they are on.</summary>
    public static void PublishStop(this Operation op, Guid stop, TermStopState state) => op.Publish(new LiveEvent
    {
        PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = LiveKind.TermStopped, SubjectId = stop, State = SnakeCase.Of(state),
    });
}
