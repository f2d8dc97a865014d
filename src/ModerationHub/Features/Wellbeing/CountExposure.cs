using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Wellbeing;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Wellbeing;

/// <summary>Covered media was uncovered: one more on the counter of whoever looked. The count goes to them alone; no page, list or export has it.</summary>
public sealed class CountExposure(Operation op, CaseStory story, ShiftExposures shift)
{
    public sealed record Command(Guid CaseId, string PostId);

    /// <summary>How many there were in this shift, this one included.</summary>
    public async Task<int> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var user = op.Actor.DemandUser();
        var @case = await op.Db.Cases.Where(c => c.Id == command.CaseId).Select(c => new { c.Lane, c.QueueId }).SingleOrDefaultAsync(cancellation)
            ?? throw new Domain.RuleBrokenException(CaseRules.Unknown);
        await story.DemandSightAsync(command.CaseId, @case.Lane, @case.QueueId, cancellation);
        var old = op.Now - Exposure.Kept;
        await op.Db.Exposures.Where(e => e.UserId == user && e.At < old).ExecuteDeleteAsync(cancellation);
        op.Db.Exposures.Add(new Exposure { PlatformId = op.PlatformId, UserId = user, Id = op.NewId(), CaseId = command.CaseId, PostId = command.PostId, At = op.Now });
        await op.Db.SaveChangesAsync(cancellation);
        return await shift.HandleAsync(cancellation);
    }
}

/// <summary>The counter of whoever asks, for the shift that runs now.</summary>
public sealed class ShiftExposures(Operation op)
{
    public async Task<int> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var (user, since) = (op.Actor.DemandUser(), op.Now - Exposure.Kept);
        return Exposure.InShift(await op.Db.Exposures.Where(e => e.UserId == user && e.At >= since).Select(e => e.At).ToListAsync(cancellation), op.Now);
    }
}

public static class WellbeingFeature
{
    public static IServiceCollection AddWellbeing(this IServiceCollection services) => services.AddScoped<CountExposure>().AddScoped<ShiftExposures>();
}
