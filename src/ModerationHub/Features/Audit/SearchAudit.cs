using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>A decision in the list; the words of what lies in the sealed lane stay there.</summary>
public sealed record DecisionRow(Guid Id, Guid CaseId, string AccountId, string? Handle, DateTimeOffset DecidedAt, string DecidedBy, string PolicyKey, int PolicyVersion,
    DecisionState State, IReadOnlyList<ActionKind> Actions, DateTimeOffset? EndsAt, string? Reason, string? Language, int Exhibits, long? Number, Guid? Reverses, bool Sealed, bool NotApplied = false);

public sealed record AuditPageOf(IReadOnlyList<DecisionRow> Rows, string? Next);

/// <summary>Decisions, newest first: by anyone, about anything, at any time.</summary>
public sealed class SearchAudit(Operation op)
{
    public const int PageSize = 50;
    const int MostOfOneName = 50;

    /// <param name="Reviewer">Pseudonym.</param>
    /// <param name="Text">In the reason or note; also a handle with or without its sign, and the id or number of an account, a case or a decision.</param>
    /// <param name="NotApplied">Those in force alone that the platform has not applied in time, or will not.</param>
    public sealed record Command(string? Reviewer = null, string? Policy = null, ActionKind? Action = null, DecisionState? State = null,
        string? Language = null, string? Text = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Cursor = null, bool NotApplied = false);

    public async Task<AuditPageOf> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAudit);
        var rows = await (await FilteredAsync(command, cancellation)).OrderByDescending(d => d.DecidedAt).ThenByDescending(d => d.Id).Take(PageSize + 1)
            .Select(d => new
            {
                Decision = d, d.Actions,
                Handle = op.Db.Accounts.Where(a => a.PlatformId == d.PlatformId && a.Id == d.AccountId).Select(a => a.Handle).FirstOrDefault(),
                Sealed = op.Db.Cases.Any(c => c.PlatformId == d.PlatformId && c.Id == d.CaseId && c.Lane == CaseLane.Sealed),
            }).ToListAsync(cancellation);
        var page = rows.Take(PageSize).Select(r => new DecisionRow(r.Decision.Id, r.Decision.CaseId, r.Decision.AccountId, r.Sealed ? null : r.Handle, r.Decision.DecidedAt, r.Decision.DecidedAs,
            r.Decision.PolicyKey, r.Decision.PolicyVersion, r.Decision.State, [.. r.Actions.OrderBy(a => a.Ordinal).Select(a => a.Kind)], r.Actions.Max(a => a.EndsAt),
            r.Sealed ? null : r.Decision.Reason, r.Decision.Language, r.Decision.Exhibits.Length, r.Decision.Number, r.Decision.Reverses, r.Sealed,
            r.Decision is { State: DecisionState.Final, NotAppliedAt: not null })).ToList();
        return new(page, rows.Count > PageSize ? Cursor(page[^1]) : null);
    }

    async Task<IQueryable<Decision>> FilteredAsync(Command command, CancellationToken cancellation)
    {
        var decisions = op.Db.Decisions.AsNoTracking();
        if (command.Reviewer is { Length: > 0 } reviewer)
            decisions = decisions.Where(d => d.DecidedAs == reviewer);
        if (command.Policy is { Length: > 0 } policy)
            decisions = decisions.Where(d => d.PolicyKey == policy);
        if (command.Action is { } action)
            decisions = decisions.Where(d => d.Actions.Any(a => a.Kind == action));
        if (command.State is { } state)
            decisions = decisions.Where(d => d.State == state);
        if (command.NotApplied)
            decisions = decisions.Where(d => d.NotAppliedAt != null && d.State == DecisionState.Final);
        if (command.Language is { Length: > 0 } language)
            decisions = decisions.Where(d => d.Language == language);
        if (command.From?.ToUniversalTime() is { } from)
            decisions = decisions.Where(d => d.DecidedAt >= from);
        if (command.To?.ToUniversalTime() is { } to)
            decisions = decisions.Where(d => d.DecidedAt < to);
        if (command.Text?.Trim().Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } text)
            decisions = await WithTextAsync(decisions, text, cancellation);
        if (command.Cursor is { Length: > 0 } cursor)
        {
            var (at, id) = Parse(cursor);
            decisions = decisions.Where(d => d.DecidedAt < at || (d.DecidedAt == at && d.Id.CompareTo(id) < 0));
        }
        return decisions;
    }

    /// <summary>What is written about sealed cases is not searched, nor whom they are about by those who do not work with them: a hit would tell.</summary>
    async Task<IQueryable<Decision>> WithTextAsync(IQueryable<Decision> decisions, string text, CancellationToken cancellation)
    {
        var id = Guid.TryParse(text, out var parsed) ? parsed : Guid.Empty;
        // Asked for apart: each has an index of its own, which one condition with "or" would not use.
        var handle = text.TrimStart('@').ToLowerInvariant();
        var accounts = handle.Length is 0 or > Account.MaxIdLength ? [] : await op.Db.Accounts.Where(a => EF.Property<string>(a, AccountColumns.HandleKey) == handle).Select(a => a.Id).Take(MostOfOneName).ToListAsync(cancellation);
        var cases = FindCases.NumberIn(text) is { } number ? await FindCases.OfNumber(op, number).Select(c => c.Id).Take(MostOfOneName).ToListAsync(cancellation) : [];
        var entry = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : (long?)null;
        var pattern = "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        var maySeeSealed = op.Actor.Can(Permission.ReadSealedLane);
        return decisions.Where(d => d.Id == id || d.CaseId == id || (maySeeSealed && (d.AccountId == text || cases.Contains(d.CaseId) || (entry != null && d.Number == entry)))
            || ((d.AccountId == text || accounts.Contains(d.AccountId) || cases.Contains(d.CaseId) || (entry != null && d.Number == entry)
                    || EF.Functions.ILike(d.Reason, pattern, "\\") || EF.Functions.ILike(d.Note!, pattern, "\\"))
                && !op.Db.Cases.Any(c => c.PlatformId == d.PlatformId && c.Id == d.CaseId && c.Lane == CaseLane.Sealed)));
    }

    static string Cursor(DecisionRow row) => $"{row.DecidedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{IdCursor.Of(row.Id)}";

    static (DateTimeOffset, Guid) Parse(string cursor) => cursor.Split('.') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        ? (new DateTimeOffset(at, TimeSpan.Zero), IdCursor.Parse(id)) : throw new RuleBrokenException(CursorRules.Invalid);
}
