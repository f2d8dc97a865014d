using System.Text;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Domain.Posts;
using ModerationHub.Features.Scoring.Shadows;

namespace ModerationHub.Features.Scoring;

/// <summary>Scores a batch's accounts one after another. What fails is set aside, by post where that can be told; the rest goes on.</summary>
public sealed class AccountScoring(PlatformContext context, DateTimeOffset now, RuleSet freshRules, ShadowScoring? shadows)
{
    static readonly string ThreatDetector = new ThreatToLifeDetector().Key;

    /// <summary>A post that is all quotation and doubt is no evidence for anybody to come back to.</summary>
    const double WorthCounting = 0.15;

    readonly AccountScorer _scorer = new();
    readonly TermRecount _recount = new();
    readonly BankRecount _banks = new();
    readonly RuleReplay _replay = new(freshRules);

    public List<ScoredAccount> Scored { get; } = [];
    public List<SetAside> Failures { get; } = [];

    /// <summary>Accounts whose remembered features may be half changed and must be read again; with them, what to do then.</summary>
    public List<AccountWork> Spoilt { get; } = [];

    public void Score(AccountWork work)
    {
        AccountMemory memory;
        try
        {
            memory = Remembered(work);
            Surround(work, memory);
        }
#pragma warning disable CA1031 // Broken features are one account's trouble, whatever the fault is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SetAsideAll(work, e);
            return;
        }
        try
        {
            TellLanguages(work, memory.Features);
            var again = Recount(work, memory.Features);
            var inputs = Inputs(work, work.Posts);
            var result = _scorer.Apply(work.Profile, memory.Features, work.Reports, inputs, context.Scoring, now, shadows?.Take(work, memory.Features, inputs));
            Add(work, memory, result, result.PostSignals, work.Posts, again);
        }
#pragma warning disable CA1031 // A detector's fault is one account's trouble.
        catch (Exception)
#pragma warning restore CA1031
        {
            Spoilt.Add(work);
        }
    }

    /// <summary>Post by post, each on a copy of the features, so that the one that fails leaves no trace in them.</summary>
    /// <param name="stored">The features as the database has them; null for an account that is new.</param>
    public void ScoreOneByOne(AccountWork work, byte[]? stored)
    {
        var memory = work.Memory ?? new AccountMemory { Features = new() };
        var features = Json(stored);
        memory.Features = AccountFeatures.FromJson(features);
        Surround(work, memory);
        IReadOnlyList<PostSignal> again = [];
        List<PostSignal> found = [];
        List<Post> scored = [];
        ScoreResult? last = null;
        var recounted = work.Recount is not null;
        try
        {
            var copy = AccountFeatures.FromJson(features);
            again = Recount(work, copy);
            features = copy.ToJson();
        }
#pragma warning disable CA1031 // The stored posts keep what was counted; the new ones are scored.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SetAsideAccount(work, SetAside.Of(work.Id, null, e).Error);
            recounted = false;
        }
        var watch = shadows?.Take(work, AccountFeatures.FromJson(features), Inputs(work, work.Posts));
        foreach (var post in work.Posts)
        {
            try
            {
                var copy = AccountFeatures.FromJson(features);
                var result = Apply(work, copy, [post], watch);
                found.AddRange(result.PostSignals);
                scored.Add(post);
                (features, last) = (copy.ToJson(), result);
            }
#pragma warning disable CA1031 // Set aside with its error; its neighbours go on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failures.Add(SetAside.Of(work.Id, post, e));
            }
        }
        if (last is not null)
        {
            memory.Features = AccountFeatures.FromJson(features);
            Add(work, memory, last, found, scored, again);
        }
        else if (recounted || (work.Posts.Count == 0 && work.Recount is null))
        {
            SetAsideAccount(work, "The account could not be judged.");
        }
    }

    /// <summary>Accounts with evidence of which nobody knows yet whom they follow.</summary>
    public IReadOnlyList<AccountWork> WithoutCircle =>
        [.. Scored.Where(s => s.Memory.Around.Circle is null && s.Result.Signals.Any(signal => signal.Kind is EvidenceKind.Content or EvidenceKind.Conduct)).Select(s => s.Work)];

    /// <summary>Judges accounts again now that it is known whom they follow.</summary>
    public void LookAround(IReadOnlyList<AccountWork> accounts)
    {
        var looked = accounts.ToHashSet();
        for (var i = 0; i < Scored.Count; i++)
            if (looked.Contains(Scored[i].Work))
                Scored[i] = LookAround(Scored[i]);
    }

    ScoredAccount LookAround(ScoredAccount scored)
    {
        var (work, memory) = (scored.Work, scored.Memory);
        memory.Around = memory.Around with { Circle = work.Profile.Circle };
        if (work.Profile.Circle.Suspended == 0)
            return scored;
        var result = Apply(work, memory.Features, []) with { PostSignals = scored.Result.PostSignals };
        var evidence = Evidence(result, Unseen(work, result.PostSignals), work.Posts);
        memory.EvidenceCount += evidence.Count - scored.NewEvidence.Count;
        return scored with { Result = result, Main = Main(result), NewEvidence = evidence };
    }

    /// <summary>Gives an account up for this batch: each of its posts is set aside, and its recount.</summary>
    public void SetAsideAll(AccountWork work, Exception e)
    {
        if (work.Posts.Count == 0 || work.Recount is not null)
            SetAsideAccount(work, SetAside.Of(work.Id, null, e).Error);
        foreach (var post in work.Posts)
            Failures.Add(SetAside.Of(work.Id, post, e));
    }

    /// <summary>The account itself; one that is counted anew with the posts that its recount names.</summary>
    void SetAsideAccount(AccountWork work, string error)
    {
        if (work.Named.Count == 0)
            Failures.Add(new SetAside(work.Id, null, null, error, work.Recount is not null));
        foreach (var (at, id) in work.Named)
            Failures.Add(new SetAside(work.Id, id, at, error, Recount: true));
    }

    static AccountMemory Remembered(AccountWork work)
    {
        if (work.Memory is null)
            return work.Memory = new AccountMemory { Features = new AccountFeatures() };
        if (work.StoredFeatures is not null)
            work.Memory.Features = AccountFeatures.FromJson(Json(work.StoredFeatures));
        return work.Memory;
    }

    void Surround(AccountWork work, AccountMemory memory)
    {
        var around = work.Around ?? memory.Around;
        memory.Around = around;
        work.Profile = Surrounded(work.Profile, around, memory.EvidenceCount, memory.Features, now);
    }

    /// <summary>The profile with what lies around the account: shields, clearances, fates of posts, whom it follows.</summary>
    public static AccountProfile Surrounded(AccountProfile profile, Surroundings around, long evidenceCount, AccountFeatures features, DateTimeOffset now) => profile with
    {
        Ends = around.Ends, Circle = around.Circle ?? default,
        Standing = profile.Standing | (around.StandingUntil > now ? around.Standing : 0),
        Cleared = around.Cleared is { } cleared && cleared.Until > now
            ? new SeenEvidence(cleared.Severity, cleared.Seen, Math.Max(0, evidenceCount - cleared.Seen), features.EvidenceCount)
            : null,
    };

    // Before anything else looks: signals, evidence, the case's queue and the shadows all go by it.
    void TellLanguages(AccountWork work, AccountFeatures features)
    {
        foreach (var post in work.Posts)
            // Most platforms say, and on the way of every post that is seen without taking the tag apart.
            if (post.Language is not { Length: 2 } && QueueRouting.Primary(post.Language) is null)
                post.Language = context.Scoring.Languages.Tell(post.Text, QueueRouting.Primary(work.Language), features) ?? post.Language;
    }

    static Contact[] Contacts(AccountWork work, Post post)
    {
        if (work.Strangers.Count == 0 || post.RepostOf is not null || post.Mentions.Length > 2)
            return [];
        return [.. post.Mentions.Where(work.Strangers.ContainsKey).Select(id => new Contact(id, post.CreatedAt < work.Strangers[id].YoungUntil, work.Strangers[id].Follows))];
    }

    ScoreResult Apply(AccountWork work, AccountFeatures features, List<Post> posts, Action<ObservedPost, Assessment>? watch = null) =>
        _scorer.Apply(work.Profile, features, work.Reports, Inputs(work, posts), context.Scoring, now, watch);

    PostInput[] Inputs(AccountWork work, List<Post> posts)
    {
        var inputs = new PostInput[posts.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var p = posts[i];
            inputs[i] = new PostInput(p.Id, p.CreatedAt, p.Text)
            {
                Language = p.Language, Client = p.Client, InReplyTo = p.InReplyTo, QuoteOf = p.QuoteOf, RepostOf = p.RepostOf, Hashtags = p.Hashtags, Urls = p.Urls,
                HasMedia = p.Media is { Length: > 2 },
                Media = p.Media is null || context.Scoring.KnownMedia is not { IsEmpty: false } ? [] : PostMediaReader.Read(p.Media),
                Contacts = Contacts(work, p),
            };
        }
        return inputs;
    }

    /// <param name="again">Found in posts of before, for which nobody had looked: evidence unless a person has decided about the account since.</param>
    void Add(AccountWork work, AccountMemory memory, ScoreResult result, IReadOnlyList<PostSignal> found, List<Post> posts, IReadOnlyList<PostSignal> again)
    {
        IReadOnlyList<PostSignal> shown = again.Count > 0 ? [.. found, .. Unseen(work, again)] : found;
        var evidence = Evidence(result, shown, posts);
        memory.ScoredPosts += posts.Count;
        // A profile's link or picture, or a pattern of conduct, is evidence too where no post of this batch is.
        var noticed = memory.Features.Notice(result, memory.EvidenceCount, work.Profile.Cleared is not null);
        memory.EvidenceCount += evidence.Count == 0 && noticed ? 1 : evidence.Count;
        if (posts.Count > 0 && (memory.LastPostAt is null || posts[^1].CreatedAt > memory.LastPostAt))
            memory.LastPostAt = posts[^1].CreatedAt;
        if (again.Count > 0)
        {
            found = [.. found, .. again];
            work.Again.AddRange(Posts(work, again));
        }
        Scored.Add(new ScoredAccount(work, memory, result with { PostSignals = found }, Main(result), evidence,
            shown.Any(s => s.Detector == ThreatDetector)));
    }

    IReadOnlyList<PostSignal> Recount(AccountWork work, AccountFeatures features)
    {
        if (work.Recount is not { } stored)
            return [];
        var found = _recount.Apply(features, stored, context.Scoring);
        // What is evidence by its terms is not evidence once more by its links, nor by a rule.
        if (work.Banked.Count > 0)
            found = [.. found, .. _banks.Apply(features, work.Banked.ConvertAll(b => found.Any(s => s.PostId == b.Post.Post.Id) ? b.Post with { Evident = true } : b.Post), context.Scoring)];
        if (work.Replayed.Count == 0)
            return found;
        var evident = found.Select(s => s.PostId).ToHashSet(StringComparer.Ordinal);
        return [.. found, .. _replay.Recount(work.Profile, features, work.Reports, work.Replayed.ConvertAll(r => evident.Contains(r.Post.Id) ? r with { Evident = true } : r), context.Scoring, now)];
    }

    static IEnumerable<PostInput> Stored(AccountWork work) => work.Banked.Select(b => b.Post.Post).Concat(work.Recount!.Concat(work.Replayed).Select(r => r.Post)).DistinctBy(p => p.Id);

    static IReadOnlyList<PostSignal> Unseen(AccountWork work, IReadOnlyList<PostSignal> signals)
    {
        if (work is not { Recount: not null, DecidedAt: { } decided })
            return signals;
        var seen = Stored(work).Where(p => p.CreatedAt <= decided).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return [.. signals.Where(s => !seen.Contains(s.PostId))];
    }

    IEnumerable<Post> Posts(AccountWork work, IReadOnlyList<PostSignal> again)
    {
        var ids = again.Select(s => s.PostId).ToHashSet(StringComparer.Ordinal);
        // An id may come at two times: that is two posts, of which the first is shown.
        var media = work.Banked.DistinctBy(b => b.Post.Post.Id).ToDictionary(b => b.Post.Post.Id, b => b.Media, StringComparer.Ordinal);
        return Stored(work).Where(p => ids.Contains(p.Id)).Select(p => new Post
        {
            PlatformId = context.PlatformId, AccountId = work.Id, Id = p.Id, CreatedAt = p.CreatedAt, Text = p.Text, Language = p.Language, Client = p.Client,
            InReplyTo = p.InReplyTo, QuoteOf = p.QuoteOf, RepostOf = p.RepostOf, Hashtags = [.. p.Hashtags], Urls = [.. p.Urls], Media = media.GetValueOrDefault(p.Id),
        });
    }

    static HashSet<string> Evidence(ScoreResult result, IReadOnlyList<PostSignal> found, List<Post> posts)
    {
        HashSet<string> evidence = new(StringComparer.Ordinal);
        foreach (var signal in found)
            if (signal.Kind is EvidenceKind.Content or EvidenceKind.Conduct && signal.Strength * signal.Confidence >= WorthCounting)
                evidence.Add(signal.PostId);
        // Conduct shows in the run of posts rather than in one: what the account's signals point to counts as well, if it is
        // new and bears on a policy whose threshold is crossed.
        foreach (var signal in result.Signals)
            if (signal.Kind == EvidenceKind.Conduct && signal.PostIds.Count > 0
                && result.Risks.Any(r => r.Crosses && (r.Policy == signal.Policy || signal.Policy == Signal.AnyPolicy)))
                foreach (var post in posts)
                    if (signal.PostIds.Contains(post.Id))
                        evidence.Add(post.Id);
        return evidence;
    }

    /// <summary>A threat to life before all; then what crosses, the gravest first; then the highest risk.</summary>
    RiskExplanation? Main(ScoreResult result) => result.Risks
        .OrderByDescending(r => r.Crosses && r.ThreatToLife).ThenByDescending(r => r.Crosses)
        .ThenByDescending(r => r.Crosses ? context.Policies[r.Policy].Severity : 0).ThenByDescending(r => r.Risk)
        .ThenBy(r => r.Policy, StringComparer.Ordinal).FirstOrDefault();

    static string? Json(byte[]? utf8) => utf8 is { Length: > 0 } ? Encoding.UTF8.GetString(utf8) : null;
}
