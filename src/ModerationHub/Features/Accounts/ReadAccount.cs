using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Erasure;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Accounts;

/// <summary>The dossier of an account.</summary>
public sealed record AccountFile
{
    public required ProfileEvidence Profile { get; init; }
    public DateTimeOffset? StateUntil { get; init; }

    /// <summary>Only posts or reports have named the account so far.</summary>
    public required bool IsStub { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Under the policy that weighs most; null before anything was scored.</summary>
    public AccountRisk? Risk { get; init; }

    /// <summary>Under other policies, as far as they are no longer ordinary; the highest first, empty of what is sealed.</summary>
    public IReadOnlyList<AccountRisk> OtherRisks { get; init; } = [];

    public required long ScoredPosts { get; init; }

    /// <summary>A case of the account lies in the sealed lane: its posts are shown nowhere else.</summary>
    public required bool Sealed { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<AccountPost> Posts { get; init; }

    /// <summary>Whether older ones are kept.</summary>
    public bool MorePosts { get; init; }

    /// <summary>Days with posts, the oldest first; empty of what is sealed.</summary>
    public IReadOnlyList<ActivityDay> Activity { get; init; } = [];

    /// <summary>Suspended accounts that this one may continue, the likeliest first.</summary>
    public IReadOnlyList<Resemblance> Resembles { get; init; } = [];

    public required IReadOnlyList<AccountCase> Cases { get; init; }
    public required IReadOnlyList<DecisionLine> Decisions { get; init; }
    public required int Strikes { get; init; }
    public required int Reports { get; init; }

    /// <summary>What banks say of the images that the account shows, as far as its risk is explained.</summary>
    public IReadOnlyList<string> KnownMedia { get; init; } = [];

    /// <summary>What the owner asked to have forgotten, newest first.</summary>
    public required IReadOnlyList<AccountErasure> Erasures { get; init; }
}

public sealed record ActivityDay(DateOnly Day, int Posts);

/// <param name="Explanation">Most telling first; empty where the risk is far below every threshold, and of what is sealed.</param>
/// <param name="Weights">What the weights were learned from; null for those that the policy sets.</param>
/// <param name="TextModel">Version of the policy's text model; null without one.</param>
public sealed record AccountRisk(double Risk, string Policy, string PolicyName, int Version, double Threshold, IReadOnlyList<ExplanationPart> Explanation, LearnedFrom? Weights, string? TextModel);

/// <param name="PostId">Empty for the whole account.</param>
public sealed record AccountErasure(string PostId, DateTimeOffset At, ErasureState State, DateTimeOffset? ErasedAt, IReadOnlyList<Retained> Retained);

public sealed record AccountCase(Guid Id, CaseState State, string QueueId, string PolicyName, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt);

public static class AccountFileRules
{
    public static readonly Rule Unknown = new("account_unknown", "There is no such account.");
}

/// <summary>An account with its recent posts, cases and decisions. The reading is recorded.</summary>
public sealed class ReadAccount(Operation op, AccountDecisions decisions, AccountPosts posts, Resemblances resemblances)
{
    const int MaxCases = 50;

    public sealed record Command(string AccountId);

    public async Task<AccountFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAccounts);
        var account = await op.Db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == command.AccountId, cancellation)
            ?? throw new RuleBrokenException(AccountFileRules.Unknown);
        op.RecordRead("account", account.Id);
        var score = await op.Db.AccountScores.AsNoTracking().Where(s => s.AccountId == account.Id)
            .Select(s => new { s.Risk, s.PolicyKey, s.PolicyVersion, s.RiskVersion, s.TextModel, s.ScoredPosts, s.Explanation, s.OtherRisks }).SingleOrDefaultAsync(cancellation);
        var isSealed = await op.Db.Cases.AnyAsync(c => c.AccountId == account.Id && c.Lane == CaseLane.Sealed, cancellation);
        var isHidden = isSealed && !op.Actor.Can(Permission.ReadSealedLane);
        ExplanationPart[] why = isSealed || score?.Explanation is not { } stored ? [] : JsonSerializer.Deserialize<ExplanationPart[]>(stored, Operation.Json)!;
        var main = score is { PolicyKey: { } policy, PolicyVersion: { } version } ? new OtherRisk(policy, version, score.Risk, score.RiskVersion, score.TextModel, why) : null;
        // Under which policies a sealed account stands tells why it is sealed.
        OtherRisk[] others = isSealed || score?.OtherRisks is not { } beside ? [] : JsonSerializer.Deserialize<OtherRisk[]>(beside, Operation.Json)!;
        var risks = await RisksAsync(isHidden || main is null ? others : [main, .. others], cancellation);
        var lines = await decisions.OfAsync(account.Id, cancellation);
        var newest = isSealed ? new([], false) : await posts.PageAsync(account.Id, null, cancellation);
        return new AccountFile
        {
            Profile = ProfileEvidence.Of(account), StateUntil = account.StateUntil, IsStub = account.IsStub, FirstSeenAt = account.FirstSeenAt,
            Risk = risks.FirstOrDefault(risk => risk.Policy == main?.Policy), OtherRisks = [.. risks.Where(risk => risk.Policy != main?.Policy)],
            ScoredPosts = score?.ScoredPosts ?? 0, Sealed = isSealed, Posts = newest.Posts, MorePosts = newest.More,
            Activity = isSealed ? [] : await ActivityAsync(account.Id, cancellation), Resembles = isHidden ? [] : await resemblances.OfAsync(account, cancellation),
            Cases = await op.Db.Cases.AsNoTracking().Where(c => c.AccountId == account.Id && c.Lane != CaseLane.Sealed).OrderByDescending(c => c.Id).Take(MaxCases)
                .Select(c => new AccountCase(c.Id, c.State, c.QueueId, op.Db.Policies.Where(p => p.Key == c.PolicyKey).Select(p => p.Name).First(), c.OpenedAt, c.ChangedAt)).ToListAsync(cancellation),
            Decisions = lines, Strikes = lines.Sum(line => line.Strikes),
            Reports = await op.Db.Reports.CountAsync(r => r.AccountId == account.Id, cancellation),
            KnownMedia = [.. why.Where(part => part.Detector == AccountPosts.KnownMedia).Select(part => part.Evidence)],
            Erasures = isSealed ? [] : await ErasuresAsync(account.Id, cancellation),
        };
    }

    async Task<IReadOnlyList<AccountRisk>> RisksAsync(OtherRisk[] stored, CancellationToken cancellation)
    {
        if (stored.Length == 0)
            return [];
        var keys = stored.Select(risk => risk.Policy).ToArray();
        var versions = await (from p in op.Db.Policies
                              join v in op.Db.PolicyVersions on p.Key equals v.PolicyKey
                              where keys.Contains(p.Key)
                              select new { p.Key, p.Name, v.Version, v.Threshold }).ToDictionaryAsync(v => (v.Key, v.Version), cancellation);
        var learned = await op.Db.RiskVersions.Where(v => keys.Contains(v.PolicyKey)).Select(v => new { v.PolicyKey, From = new LearnedFrom(v.Version, v.Decisions) })
            .ToDictionaryAsync(v => (v.PolicyKey, (int?)v.From.Version), v => v.From, cancellation);
        return [.. from risk in stored
                   where versions.ContainsKey((risk.Policy, risk.Version))
                   let version = versions[(risk.Policy, risk.Version)]
                   select new AccountRisk(risk.Risk, version.Key, version.Name, version.Version, version.Threshold, risk.Explanation, learned.GetValueOrDefault((risk.Policy, risk.Weights)), risk.TextModel)];
    }

    /// <summary>How many posts of each day are kept.</summary>
    Task<List<ActivityDay>> ActivityAsync(string accountId, CancellationToken cancellation) => op.Db.Database.SqlQuery<ActivityDay>($"""
        select (created_at at time zone 'UTC')::date as day, count(*)::int as posts from posts
        where platform_id = {op.PlatformId} and account_id = {accountId} group by 1 order by 1
        """).ToListAsync(cancellation);

    async Task<IReadOnlyList<AccountErasure>> ErasuresAsync(string accountId, CancellationToken cancellation)
    {
        var requests = await op.Db.ErasureRequests.AsNoTracking().Where(r => r.AccountId == accountId).OrderByDescending(r => r.At).Take(MaxCases).ToListAsync(cancellation);
        return [.. requests.Select(r => new AccountErasure(r.PostId, r.At, r.State, r.ErasedAt, JsonSerializer.Deserialize<Retained[]>(r.Retained, Operation.Json)!))];
    }
}
