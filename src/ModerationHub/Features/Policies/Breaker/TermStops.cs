using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;

using EvidenceKind = ModerationHub.Domain.Cases.EvidenceKind;

namespace ModerationHub.Features.Policies.Breaker;

/// <param name="Cases">Those that it touched, newest first; the first <see cref="ReadTermStops.MostCases"/> looked through.</param>
public sealed record StoppedTerm(Guid Id, uint Row, string PolicyKey, string Text, TermStopState State, DateTimeOffset StoppedAt, long Posts, double Share, double UsualShare,
    IReadOnlyList<TouchedCase> Cases);

public sealed record TouchedCase(Guid CaseId, string AccountId, CaseState State);

/// <summary>The terms and rules that were stopped and about which nobody has decided, with every case that they touched.</summary>
public sealed class ReadTermStops(Operation op)
{
    public const int MostCases = 1_000;

    static readonly string Rules = new RuleDetector().Key;

    public async Task<IReadOnlyList<StoppedTerm>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var stops = await op.Db.TermStops.AsNoTracking().Where(s => s.State == TermStopState.Stopped).OrderByDescending(s => s.StoppedAt).ThenBy(s => s.Id).ToListAsync(cancellation);
        var touched = await TouchedAsync(stops, cancellation);
        return [.. stops.Select(stop => new StoppedTerm(stop.Id, stop.Row, stop.PolicyKey, stop.Text, stop.State, stop.StoppedAt, stop.Posts, stop.Share, stop.UsualShare, touched[stop.Id]))];
    }

    // Cases keep the posts they were raised on: what the term is found in there, it touched. Sealed and threat lanes are not listed here.
    async Task<Dictionary<Guid, List<TouchedCase>>> TouchedAsync(List<TermStop> stops, CancellationToken cancellation)
    {
        var touched = stops.ToDictionary(s => s.Id, _ => new List<TouchedCase>());
        if (stops.Count == 0)
            return touched;
        var uses = await UsesAsync(stops, cancellation);
        var since = stops.Min(s => s.Since);
        var cases = await op.Db.Cases.AsNoTracking().Where(c => c.ChangedAt >= since && c.Lane == CaseLane.Ordinary)
            .OrderByDescending(c => c.ChangedAt).ThenBy(c => c.Id).Take(MostCases).Select(c => new { Shown = new TouchedCase(c.Id, c.AccountId, c.State), c.ChangedAt }).ToListAsync(cancellation);
        var ids = cases.ConvertAll(c => c.Shown.CaseId);
        HashSet<(Guid Stop, Guid Case)> found = [];
        await foreach (var evidence in op.Db.CaseEvidence.AsNoTracking().Where(e => ids.Contains(e.CaseId) && e.Kind == EvidenceKind.Post)
            .Select(e => new { e.CaseId, e.Payload }).AsAsyncEnumerable().WithCancellation(cancellation))
            if (JsonSerializer.Deserialize<PostEvidence>(evidence.Payload, Operation.Json) is { } post)
                found.UnionWith(stops.Where(s => !found.Contains((s.Id, evidence.CaseId)) && uses[s.Id](post)).Select(s => (s.Id, evidence.CaseId)).ToList());
        foreach (var stop in stops)
            touched[stop.Id].AddRange(cases.Where(c => c.ChangedAt >= stop.Since && found.Contains((stop.Id, c.Shown.CaseId))).Select(c => c.Shown));
        return touched;
    }

    /// <returns>By stop, whether a post uses what was stopped.</returns>
    async Task<Dictionary<Guid, Func<PostEvidence, bool>>> UsesAsync(List<TermStop> stops, CancellationToken cancellation)
    {
        var ids = stops.ConvertAll(s => s.TermId);
        var texts = (await op.Db.BankTerms.AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, Text = t.Kind == TermKind.Hashtag && !t.Text.StartsWith('#') ? "#" + t.Text : t.Text })
            .ToListAsync(cancellation)).DistinctBy(t => t.Id).ToDictionary(t => t.Id, t => t.Text);
        // The newest version that has a rule: its words may have changed since, what it is stopped for has not.
        var rules = new Dictionary<(string Policy, string Rule), PolicyRule>();
        if (stops.Where(s => !texts.ContainsKey(s.TermId)).Select(s => s.PolicyKey).Distinct().ToList() is { Count: > 0 } policies)
            await foreach (var version in op.Db.PolicyVersions.AsNoTracking().Where(v => policies.Contains(v.PolicyKey) && v.Rules != null && v.PublishedAt != null)
                .OrderByDescending(v => v.Version).AsAsyncEnumerable().WithCancellation(cancellation))
                foreach (var rule in LivePolicies.Read(version, default, [])?.Rules ?? [])
                    rules.TryAdd((version.PolicyKey, rule.Id), rule);
        return stops.ToDictionary(s => s.Id, s => texts.GetValueOrDefault(s.TermId) is { } text ? Uses(s, text)
            : rules.GetValueOrDefault((s.PolicyKey, s.TermId.ToString())) is { } rule ? Meets(RuleSet.Compile([(s.PolicyKey, rule)])) : Uses(s, s.Text));
    }

    // By what a case keeps of its posts: what a rule asks of the account as well may have been otherwise then.
    static Func<PostEvidence, bool> Meets(RuleSet rule)
    {
        var replay = new RuleReplay(rule);
        return post => Array.Exists(post.Signals, s => s.Detector == Rules) && replay.MayMeet(new PostInput(post.Id, post.CreatedAt, post.Text)
        {
            Language = post.Language, Client = post.Client, InReplyTo = post.InReplyTo, QuoteOf = post.QuoteOf, RepostOf = post.RepostOf, Hashtags = post.Hashtags, Urls = post.Urls,
            HasMedia = post.Media.Length > 0,
        });
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
    }
}
