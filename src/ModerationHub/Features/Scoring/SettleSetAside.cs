using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Scoring;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Intake.Posts;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Scoring;

public static class SetAsideRules
{
    public static readonly Rule Unknown = new("set_aside_unknown", "This row is not set aside any more.");
    public static readonly Rule ReasonRequired = new("set_aside_reason_required", "Say why the row is dismissed.");
}

/// <summary>Rows that were set aside wait for the drains again: their error may have been cured. One that fails again is set aside again.</summary>
public sealed class RetrySetAside(Operation op, ScoringSignal signal)
{
    public sealed record Command(IReadOnlyList<Guid> Ids);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        var rows = await SetAsideRows.TakeAsync(op, command.Ids ?? [], cancellation);
        var connection = (NpgsqlConnection)op.Db.Database.GetDbConnection();
        var (anew, others) = (rows.Where(r => r.Recount).ToList(), rows.Where(r => !r.Recount).ToList());
        await Chunks.AddPostsAsync(connection, op.PlatformId,
            [.. others.Where(r => r is { PostId: not null, PostCreatedAt: not null }).Select(r => new PostRow { Id = r.PostId!, AccountId = r.AccountId, CreatedAt = r.PostCreatedAt!.Value.UtcDateTime })], op.Now, cancellation);
        foreach (var account in Accounts(others))
            op.LookAgain(account);
        if (anew.Count > 0)
            await Chunks.AddRecountAsync(connection, op.PlatformId, anew.Where(r => r is { PostId: not null, PostCreatedAt: not null }).Select(r => (r.AccountId, r.PostCreatedAt!.Value.UtcDateTime, r.PostId!)),
                Accounts(anew), op.Now, cancellation);
        foreach (var row in rows)
            op.Audit("scoring.retried", "account", row.AccountId, new { row.PostId, row.Error, set_aside_at = row.At });
        op.AfterCommit(signal.Wake);
    }

    static IEnumerable<string> Accounts(List<ScoringFailure> rows) => rows.Where(r => r.PostId is null).Select(r => r.AccountId).Distinct(StringComparer.Ordinal);
}

/// <summary>A row that will never be scored leaves the list, with the reason on the record.</summary>
public sealed class DismissSetAside(Operation op)
{
    public sealed record Command(Guid Id, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        if (Words.AreMissing(command.Reason))
            throw new RuleBrokenException(SetAsideRules.ReasonRequired);
        foreach (var row in await SetAsideRows.TakeAsync(op, [command.Id], cancellation))
            op.Audit("scoring.dismissed", "account", row.AccountId, new { row.PostId, row.Error, set_aside_at = row.At, reason = command.Reason.Trim() });
    }
}

static class SetAsideRows
{
    /// <summary>Off the list; of two who do so at once the second finds nothing.</summary>
    public static async Task<List<ScoringFailure>> TakeAsync(Operation op, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var wanted = ids.ToArray();
        var rows = await op.Db.ScoringFailures.FromSql($"select * from scoring_failures where platform_id = {op.PlatformId} and id = any ({wanted}) order by id for update").ToListAsync(cancellation);
        if (rows.Count == 0)
            throw new RuleBrokenException(SetAsideRules.Unknown);
        op.Db.ScoringFailures.RemoveRange(rows);
        return rows;
    }
}
