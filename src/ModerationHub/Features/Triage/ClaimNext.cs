using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Triage;

public sealed record ClaimedCase(Guid CaseId, string QueueId, DateTimeOffset ClaimedUntil);

/// <summary>Takes the most urgent case of the reviewer's queues for five minutes. One plain statement: fifty reviewers at once get fifty cases.</summary>
public sealed class ClaimNext(Operation op, VisibleQueues queues, CaseStory story)
{
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
        var until = op.Now + Case.ClaimLease;
        if (await TakeAsync(user, until, visible, cancellation) is not { } taken)
            return null;
        story.Note(taken.Id, "claimed");
        op.RecordRead("case", taken.Id.ToString());
        op.Publish(new LiveEvent
        {
            PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = LiveKind.CaseClaimed, SubjectId = taken.Id,
            QueueId = taken.QueueId, Band = taken.Band, Rank = taken.Rank, State = "claimed", By = op.Actor.Name,
        });
        return new ClaimedCase(taken.Id, taken.QueueId, until);
    }

    async Task<(Guid Id, string QueueId, short Band, double Rank)?> TakeAsync(Guid user, DateTimeOffset until, string[] visible, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            update cases set state = 'claimed', claimed_by = $2, claimed_until = $3, changed_at = $4
            where platform_id = $1 and id = ({WaitingCases.Next(visible.Length, 5, locked: true)})
            returning id, queue_id, band, rank
            """, (NpgsqlConnection)op.Db.Database.GetDbConnection(), (NpgsqlTransaction)op.Db.Database.CurrentTransaction!.GetDbTransaction())
        {
            Parameters = { new() { Value = op.PlatformId }, new() { Value = user }, new() { Value = until }, new() { Value = op.Now } },
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
