using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Triage;

/// <summary>Which case would come next, without taking it: the page loads it while the present one is being decided.</summary>
public sealed class PeekNext(Operation op, VisibleQueues queues)
{
    public sealed record Command(string? QueueId = null);

    public async Task<Guid?> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var user = op.Actor.DemandUser();
        var visible = (await queues.HandleAsync(cancellation)).Select(q => q.Id).Where(id => command.QueueId is null || id == command.QueueId).ToArray();
        if (visible.Length == 0)
            return null;
        await using var query = new NpgsqlCommand(WaitingCases.Next(visible.Length, 3, locked: false, op.Actor.Can(Permission.ReadSealedLane)),
            (NpgsqlConnection)op.Db.Database.GetDbConnection(), (NpgsqlTransaction)op.Db.Database.CurrentTransaction!.GetDbTransaction())
        {
            Parameters = { new() { Value = op.PlatformId }, new() { Value = user } },
        };
        foreach (var queue in visible)
            query.Parameters.Add(new() { Value = queue });
        await query.PrepareAsync(cancellation);
        return (Guid?)await query.ExecuteScalarAsync(cancellation);
    }
}
