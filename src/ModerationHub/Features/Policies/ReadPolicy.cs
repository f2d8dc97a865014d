using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

public sealed record VersionLine(int Version, PolicyVersionState State, DateTimeOffset? PublishedAt, DateTimeOffset? PublishAt, string? Author, string? Reviewer, string? Reason);

/// <summary>A version whole.</summary>
/// <param name="Row">Goes back with every change, so that two editors can't overwrite each other.</param>
/// <param name="Mine">Whether the reader wrote in it and therefore cannot approve it.</param>
public sealed record VersionFile(int Version, PolicyVersionState State, uint Row, VersionContent Content, int? BasedOn, string? Author, string? Reviewer,
    string? Reason, string? Remark, DateTimeOffset? PublishAt, DateTimeOffset? PublishedAt, DateTimeOffset? ChangedAt, bool Mine)
{
    /// <summary>Of a version that waits for approval or publishing: what its last backtest is worth.</summary>
    public BacktestStanding Tested { get; init; } = BacktestStanding.Current;

    /// <summary>Of an approved version: where the breaker knows too little to say what is usual; null where it knows enough.</summary>
    public ShortHistory? Unwatched { get; init; }
}

/// <param name="Terms">Those that the search found, the first <see cref="ReadPolicy.PageSize"/> from the offset.</param>
/// <param name="Found">How many the search found.</param>
public sealed record PolicyFile(string Key, string Name, Severity Severity, IReadOnlyList<VersionLine> Versions, VersionFile Shown,
    IReadOnlyList<VersionTerm> Terms, int Found, int AllTerms, bool MayManage)
{
    /// <summary>Goes back with every change of the policy itself.</summary>
    public uint Row { get; init; }

    public string? ParentKey { get; init; }
    public bool Archived { get; init; }

    /// <summary>Somebody asked to archive it, and a second lead has to agree.</summary>
    public ArchiveAsk? Ask { get; init; }
}

/// <param name="Mine">The reader asked, and cannot agree.</param>
public sealed record ArchiveAsk(string By, string Reason, bool Mine);

/// <summary>One policy with its versions, and of one version everything.</summary>
public sealed class ReadPolicy(Operation op)
{
    public const int PageSize = 50;

    /// <param name="Version">Null shows the live one.</param>
    /// <param name="Search">A part of the terms' text.</param>
    public sealed record Command(string PolicyKey, int? Version = null, string? Search = null, string? Language = null, int Offset = 0);

    public async Task<PolicyFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var policy = await op.Db.Policies.AsNoTracking().SingleOrDefaultAsync(p => p.Key == command.PolicyKey, cancellation) ?? throw new RuleBrokenException(PolicyRules.Unknown);
        var versions = await op.Db.PolicyVersions.AsNoTracking().Where(v => v.PolicyKey == policy.Key).OrderByDescending(v => v.Version).ToListAsync(cancellation);
        var live = versions.Find(v => v.State == PolicyVersionState.Live);
        var shown = command.Version is { } number ? versions.Find(v => v.Version == number) : live ?? versions.FirstOrDefault();
        if (shown is null)
            throw new RuleBrokenException(PolicyRules.Unknown);
        var all = op.Db.BankTerms.AsNoTracking().Where(t => shown.BankIds.Contains(t.BankId));
        var found = all;
        if (!string.IsNullOrWhiteSpace(command.Search))
        {
            var part = command.Search.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Translated to lower() in PostgreSQL.
            found = found.Where(t => t.Text.ToLower().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
        }
        if (!string.IsNullOrWhiteSpace(command.Language))
            found = found.Where(t => t.Language == command.Language);
        var terms = await found.OrderByDescending(t => t.Weight).ThenBy(t => t.Text).ThenBy(t => t.Id).Skip(Math.Max(0, command.Offset)).Take(PageSize)
            .Select(t => new VersionTerm(t.Id, t.Kind, t.Text, t.Language, t.Weight, t.ThreatToLife)).ToListAsync(cancellation);
        return new PolicyFile(policy.Key, policy.Name, policy.Severity,
            [.. versions.Select(v => new VersionLine(v.Version, v.State, v.PublishedAt, v.PublishAt, v.Author, v.Reviewer, v.Reason))],
            new VersionFile(shown.Version, shown.State, shown.Row, VersionContent.Of(shown) with { Severity = shown.Severity ?? policy.Severity }, shown.BasedOn, shown.Author, shown.Reviewer, shown.Reason, shown.Remark,
                shown.PublishAt, shown.PublishedAt, shown.ChangedAt, op.Actor.UserId is { } me && shown.Editors.Contains(me))
            {
                Tested = shown.State is PolicyVersionState.InReview or PolicyVersionState.Approved ? await op.BacktestStandingAsync(shown, live?.Version, cancellation) : BacktestStanding.Current,
                Unwatched = shown.State is PolicyVersionState.Approved && await ShortHistory.ReadAsync(op, cancellation) is { } history && (history.Everywhere || history.Languages.Count > 0) ? history : null,
            },
            terms, await found.CountAsync(cancellation), await all.CountAsync(cancellation), op.Actor.Can(Permission.ManagePolicies))
        {
            Row = policy.Row, ParentKey = policy.ParentKey, Archived = policy.ArchivedAt is not null,
            Ask = policy is { ArchiveAskedBy: { } asker, ArchiveAskedAs: { } by, ArchiveReason: { } reason } ? new(by, reason, asker == op.Actor.UserId) : null,
        };
    }
}
