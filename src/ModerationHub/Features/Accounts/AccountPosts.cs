using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Accounts;

public sealed record AccountPost(string Id, DateTimeOffset CreatedAt, string Text, string? Language, string? Client, string? InReplyTo, string? QuoteOf,
    string? RepostOf, IReadOnlyList<string> Hashtags, IReadOnlyList<string> Urls)
{
    public IReadOnlyList<MediaEvidence> Media { get; init; } = [];

    /// <summary>What banks say of its media.</summary>
    public IReadOnlyList<string> KnownMedia { get; init; } = [];

    public DateTimeOffset? DeletedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
}

/// <param name="More">Whether older ones come behind.</param>
public sealed record AccountPostPage(IReadOnlyList<AccountPost> Posts, bool More);

/// <summary>An account's posts as they are kept, newest first, page by page.</summary>
public sealed class AccountPosts(Operation op, PostFates fates)
{
    public const int PageSize = 50;

    internal static readonly string KnownMedia = new KnownMediaDetector().Key;

    /// <param name="accountId">Whose.</param>
    /// <param name="before">The last one that is already shown; null for the newest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<AccountPostPage> PageAsync(string accountId, (DateTimeOffset At, string Id)? before, CancellationToken cancellation)
    {
        var all = op.Db.Posts.AsNoTracking().Where(p => p.AccountId == accountId);
        if (before is var (at, last))
            all = all.Where(p => p.CreatedAt < at || (p.CreatedAt == at && p.Id.CompareTo(last) < 0));
        var rows = await all.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(PageSize + 1)
            .Select(p => new { Post = new AccountPost(p.Id, p.CreatedAt, p.Text, p.Language, p.Client, p.InReplyTo, p.QuoteOf, p.RepostOf, p.Hashtags, p.Urls), p.Media }).ToListAsync(cancellation);
        var shown = rows.Take(PageSize).ToList();
        if (shown.Count == 0)
            return new([], false);
        var ids = shown.ConvertAll(row => row.Post.Id);
        var known = (await op.Db.PostSignals.AsNoTracking().Where(s => s.AccountId == accountId && s.Detector == KnownMedia && ids.Contains(s.PostId))
            .Select(s => new { s.PostId, s.Evidence }).ToListAsync(cancellation)).ToLookup(s => s.PostId, s => s.Evidence, StringComparer.Ordinal);
        var fate = await fates.OfAsync(accountId, ids, cancellation);
        return new([.. shown.Select(row => row.Post with
        {
            Media = MediaEvidence.Read(row.Media), KnownMedia = [.. known[row.Post.Id].Distinct()],
            DeletedAt = fate.GetValueOrDefault(row.Post.Id)?.DeletedAt, EditedAt = fate.GetValueOrDefault(row.Post.Id)?.EditedAt,
        })], rows.Count > PageSize);
    }
}

/// <summary>Older posts than those that a dossier shows. A sealed case's account shows none.</summary>
public sealed class ReadAccountPosts(Operation op, AccountPosts posts)
{
    public sealed record Command(string AccountId, DateTimeOffset Before, string BeforeId);

    public async Task<AccountPostPage> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAccounts);
        if (!await op.Db.Accounts.AnyAsync(a => a.Id == command.AccountId, cancellation))
            throw new RuleBrokenException(AccountFileRules.Unknown);
        op.RecordRead("account", command.AccountId);
        return await op.Db.Cases.AnyAsync(c => c.AccountId == command.AccountId && c.Lane == CaseLane.Sealed, cancellation)
            ? new([], false) : await posts.PageAsync(command.AccountId, (command.Before, command.BeforeId), cancellation);
    }
}
