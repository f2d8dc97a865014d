using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Posts;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Cases;

/// <summary>A post beside an evidence post. Without text it belongs to an account with a sealed case.</summary>
public sealed record NearPost(string Id, string AccountId, string? Handle, DateTimeOffset CreatedAt, string? Text, string? Language);

/// <summary>A post that another one names; null when the hub does not have it.</summary>
public sealed record NamedPost(string Id, NearPost? Post);

/// <param name="Answers">The post that it answers; null when it answers none.</param>
/// <param name="Quotes">The post that it quotes; null when it quotes none.</param>
/// <param name="Replies">Posts that answer it, oldest first.</param>
/// <param name="MoreReplies">There are more than these.</param>
/// <param name="Cut">A search took too long and was ended: what is missing may be there all the same.</param>
public sealed record PostsAround(NamedPost? Answers, NamedPost? Quotes, IReadOnlyList<NearPost> Replies, bool MoreReplies, bool Cut);

/// <summary>What stands around a post of a case's evidence: what it answers or quotes, and the replies to it. The reading is recorded.</summary>
public sealed class ReadAround(Operation op, CaseStory story)
{
    public const int MaxReplies = 20;

    /// <summary>Posts have no index by id alone, so a search is bounded in time, of the posts and of its own.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromDays(90);
    public static readonly TimeSpan After = TimeSpan.FromDays(7);
    const string Patience = "1500ms";

    bool _cut;

    public sealed record Command(Guid CaseId, string PostId);

    public async Task<PostsAround> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var @case = await op.Db.Cases.AsNoTracking().Where(c => c.Id == command.CaseId).Select(c => new { c.Id, c.AccountId, c.Lane, c.QueueId })
            .SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(CaseRules.Unknown);
        await story.DemandSightAsync(@case.Id, @case.Lane, @case.QueueId, cancellation);
        var key = EvidenceKey.Post(command.PostId);
        var payload = await op.Db.CaseEvidence.Where(e => e.CaseId == @case.Id && e.Key == key).Select(e => e.Payload)
            .SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(CaseRules.NoSuchPost);
        var post = JsonSerializer.Deserialize<PostEvidence>(payload, Operation.Json)!;
        op.RecordRead("post_around", post.Id);

        // Whoever is answered is mostly mentioned, and an account's own posts have an index.
        var mentioned = await op.Db.Posts.Where(p => p.CreatedAt == post.CreatedAt && p.Id == post.Id).Select(p => p.Mentions).FirstOrDefaultAsync(cancellation) ?? [];
        string[] near = [@case.AccountId, .. mentioned];
        var answered = await NamedAsync(post.InReplyTo, post.CreatedAt, near, cancellation);
        var quoted = await NamedAsync(post.QuoteOf, post.CreatedAt, near, cancellation);
        var replies = await PatientlyAsync(() => op.Db.Posts.AsNoTracking()
            .Where(p => p.InReplyTo == post.Id && p.CreatedAt >= post.CreatedAt && p.CreatedAt < post.CreatedAt + After)
            .OrderBy(p => p.CreatedAt).Take(MaxReplies + 1).ToListAsync(cancellation), cancellation) ?? [];

        var found = await ShowAsync([.. replies.Take(MaxReplies).Append(answered).Append(quoted).OfType<Post>()], @case.AccountId, cancellation);
        return new(Named(post.InReplyTo, answered), Named(post.QuoteOf, quoted), [.. replies.Take(MaxReplies).Select(r => found[r.Id])], replies.Count > MaxReplies, _cut);

        NamedPost? Named(string? id, Post? there) => id is null ? null : new(id, there is null ? null : found[there.Id]);
    }

    async Task<Post?> NamedAsync(string? id, DateTimeOffset before, string[] near, CancellationToken cancellation)
    {
        if (id is null)
            return null;
        var since = before - Before;
        var posts = op.Db.Posts.AsNoTracking().Where(p => p.Id == id && p.CreatedAt <= before && p.CreatedAt >= since).OrderByDescending(p => p.CreatedAt);
        return await posts.Where(p => near.Contains(p.AccountId)).FirstOrDefaultAsync(cancellation)
            ?? await PatientlyAsync(() => posts.FirstOrDefaultAsync(cancellation), cancellation);
    }

    /// <summary>Nobody waits at a post for a search through weeks of them. The savepoint keeps the rest of the reading.</summary>
    async Task<T?> PatientlyAsync<T>(Func<Task<T>> search, CancellationToken cancellation)
    {
        const string here = "search";
        var transaction = op.Db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(here, cancellation);
        try
        {
            await op.Db.Database.ExecuteSqlAsync($"select set_config('statement_timeout', {Patience}, true)", cancellation);
            var found = await search();
            await op.Db.Database.ExecuteSqlAsync($"select set_config('statement_timeout', '0', true)", cancellation);
            return found;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !cancellation.IsCancellationRequested)
        {
            await transaction.RollbackToSavepointAsync(here, cancellation);
            _cut = true;
            return default;
        }
    }

    async Task<Dictionary<string, NearPost>> ShowAsync(List<Post> posts, string ownAccount, CancellationToken cancellation)
    {
        var accounts = posts.Select(p => p.AccountId).Distinct().ToList();
        var known = await op.Db.Accounts.AsNoTracking().Where(a => accounts.Contains(a.Id))
            .Select(a => new { a.Id, a.Handle, Sealed = op.Db.Cases.Any(c => c.AccountId == a.Id && c.Lane == CaseLane.Sealed) })
            .ToDictionaryAsync(a => a.Id, cancellation);
        return posts.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p =>
        {
            var account = known.GetValueOrDefault(p.AccountId);
            var hidden = account?.Sealed == true && p.AccountId != ownAccount;
            return new NearPost(p.Id, p.AccountId, account?.Handle, p.CreatedAt, hidden ? null : p.Text, p.Language);
        });
    }
}
