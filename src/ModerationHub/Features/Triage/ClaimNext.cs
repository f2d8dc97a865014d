using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Triage;

public sealed record ClaimedCase(Guid CaseId, string QueueId, DateTimeOffset ClaimedUntil);

/// <summary>
/// Takes the most urgent case of the reviewer's queues for five minutes. One statement takes it, notes it in the case's story
/// and in the record of reads and tells the screens: fifty reviewers at once get fifty cases.
/// </summary>
public sealed class ClaimNext(Operation op, VisibleQueues queues)
{
    const int FirstQueue = 9;

    /// <param name="QueueId">Only from this queue; null takes all that the reviewer sees.</param>
    public sealed record Command(string? QueueId = null);

    /// <summary>Null when nothing waits.</summary>
    public async Task<ClaimedCase?> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var user = op.Actor.DemandUser();
        var visible = (await queues.HandleAsync(cancellation)).Select(q => q.Id).Where(id => command.QueueId is null || id == command.QueueId).ToArray();
        if (visible.Length == 0)
            return null;
        var (until, live) = (op.Now + Case.ClaimLease, op.NewId());
        if (await TakeAsync(user, until, live, visible, cancellation) is not { } taken)
            return null;
        op.PublishWritten(new LiveEvent
        {
            PlatformId = op.PlatformId, Id = live, At = op.Now, Kind = LiveKind.CaseClaimed, SubjectId = taken.Id,
            QueueId = taken.QueueId, Band = taken.Band, Rank = taken.Rank, State = "claimed", By = op.Actor.Name,
        });
        return new ClaimedCase(taken.Id, taken.QueueId, until);
    }

    async Task<(Guid Id, string QueueId, short Band, double Rank)?> TakeAsync(Guid user, DateTimeOffset until, Guid live, string[] visible, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            with taken as (
                update cases set state = 'claimed', claimed_by = $2, claimed_until = $3, changed_at = $4
                where platform_id = $1 and id = ({WaitingCases.Next(visible.Length, FirstQueue, locked: true, op.Actor.Can(Permission.ReadSealedLane))})
                returning id, queue_id, band, rank),
            story as (insert into case_events (platform_id, case_id, id, at, kind, actor) select $1, id, $6, $4, 'claimed', $5 from taken),
            read as (
                insert into audit_reads (platform_id, id, at, actor_id, actor, subject_kind, subject_id, correlation_id)
                select $1, $6, $4, $2, $5, 'case', id::text, $8 from taken),
            told as (
                insert into live_events (platform_id, id, at, kind, subject_id, queue_id, band, rank, state, by)
                select $1, $7, $4, 'case_claimed', id, queue_id, band, rank, 'claimed', $5 from taken)
            select id, queue_id, band, rank from taken
            """, (NpgsqlConnection)op.Db.Database.GetDbConnection(), (NpgsqlTransaction)op.Db.Database.CurrentTransaction!.GetDbTransaction())
        {
            Parameters =
            {
                new() { Value = op.PlatformId }, new() { Value = user }, new() { Value = until }, new() { Value = op.Now }, new() { Value = op.Actor.Name },
                new() { Value = op.NewId() }, new() { Value = live }, new() { Value = op.CorrelationId },
            },
        };
        foreach (var queue in visible)
            command.Parameters.Add(new() { Value = queue });
        await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetGuid(0), reader.GetString(1), reader.GetInt16(2), reader.GetDouble(3))
            : null;
    }
}
