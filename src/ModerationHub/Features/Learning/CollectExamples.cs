using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>
/// What moderators' decisions say of texts under one policy. Exhibits of decisions that stand speak for it, and posts of those
/// cases in which a detector other than the text model found something for the policy; posts of accounts whose case ended
/// without action, and exhibits of overturned decisions, speak against it. Imported files add to both; what is sealed to none.
/// </summary>
public sealed class CollectExamples(Operation op)
{
    /// <summary>No account says more than this, however much it posted.</summary>
    const int MostAnAccount = 40;

    const int MostDecisions = 20_000;

    /// <summary>The newest ones: more would take memory and minutes without teaching much.</summary>
    public const int Most = 60_000;

    static readonly string TextModel = new Detection.Signals.Detectors.TextModelDetector().Key;

    sealed record Decided(Guid CaseId, string AccountId, DecisionState State, DateTimeOffset At, string[] Exhibits, ActionKind[] Actions);

    public async Task<IReadOnlyList<LabelledText>> HandleAsync(string policy, CancellationToken cancellation)
    {
        var decided = await op.Db.Decisions.AsNoTracking()
            .Where(d => d.PolicyKey == policy && d.Reverses == null && (d.State == DecisionState.Final || d.State == DecisionState.Overturned)
                && !op.Db.Cases.Any(c => c.PlatformId == d.PlatformId && c.Id == d.CaseId && c.Lane == CaseLane.Sealed))
            .OrderByDescending(d => d.DecidedAt).ThenBy(d => d.Id).Take(MostDecisions)
            .Select(d => new Decided(d.CaseId, d.AccountId, d.State, d.DecidedAt, d.Exhibits, d.Actions.Select(a => a.Kind).ToArray()))
            .ToListAsync(cancellation);
        List<LabelledText> texts = [];
        Dictionary<string, int> left = new(StringComparer.Ordinal);
        foreach (var part in decided.GroupBy(d => d.CaseId).Chunk(500).TakeWhile(_ => texts.Count < Most))
        {
            var ids = part.Select(c => c.Key).ToArray();
            var evidence = (await op.Db.CaseEvidence.AsNoTracking().Where(e => ids.Contains(e.CaseId) && e.Kind == EvidenceKind.Post)
                .Select(e => new { e.CaseId, e.Payload }).ToListAsync(cancellation)).ToLookup(e => e.CaseId, e => e.Payload);
            foreach (var @case in part)
            {
                var posts = evidence[@case.Key].Select(payload => JsonSerializer.Deserialize<PostEvidence>(payload, Operation.Json)!).ToList();
                foreach (var decision in @case)
                {
                    var chosen = Of(decision, posts, policy).Take(left.GetValueOrDefault(decision.AccountId, MostAnAccount)).ToList();
                    left[decision.AccountId] = left.GetValueOrDefault(decision.AccountId, MostAnAccount) - chosen.Count;
                    texts.AddRange(chosen);
                }
            }
        }
        texts.AddRange(await op.Db.TextExamples.AsNoTracking().Where(e => e.PolicyKey == policy).OrderByDescending(e => e.AddedAt).ThenBy(e => e.Id).Take(Most)
            .Select(e => new LabelledText(e.Text, e.Positive, e.Language, "file:" + e.Id, e.AddedAt)).ToListAsync(cancellation));
        return LabelledText.Distinct(texts.Count <= Most ? texts : Newest(texts));
    }

    static IEnumerable<LabelledText> Newest(IEnumerable<LabelledText> texts) => texts.OrderByDescending(t => t.At)
        .ThenBy(t => t.Origin, StringComparer.Ordinal).ThenBy(t => t.Text, StringComparer.Ordinal).ThenBy(t => t.Positive).Take(Most);

    static IEnumerable<LabelledText> Of(Decided decision, List<PostEvidence> posts, string policy)
    {
        var exhibits = decision.Exhibits.ToHashSet(StringComparer.Ordinal);
        if (decision.State == DecisionState.Overturned)
            // Of an overturned clearance nobody said yet what is true.
            return Violates(decision) ? Labelled(posts.Where(p => exhibits.Contains(p.Id)), false) : [];
        if (decision.Actions.All(a => a == ActionKind.NoAction))
            return Labelled(posts, false);
        return Violates(decision) ? Labelled(posts.Where(p => exhibits.Contains(p.Id) || Marked(p, policy)), true) : [];

        IEnumerable<LabelledText> Labelled(IEnumerable<PostEvidence> chosen, bool positive) => chosen
            .Where(p => !string.IsNullOrWhiteSpace(p.Text)).OrderByDescending(p => exhibits.Contains(p.Id)).ThenBy(p => p.Id, StringComparer.Ordinal)
            .Select(p => new LabelledText(p.Text, positive, p.Language, decision.AccountId, decision.At));
    }

    // A revoked app spoke through its owner: what it posted is no example of anything.
    static bool Violates(Decided decision) =>
        decision.Actions.Any(a => a is ActionKind.Suspend or ActionKind.Restrict or ActionKind.RemovePost or ActionKind.Warn);

    // A model that learned from its own findings would confirm itself.
    static bool Marked(PostEvidence post, string policy) =>
        post.Signals.Any(s => s.Policy == policy && s.Detector != TextModel && s.Strength * s.Confidence >= 0.3);
}
