using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Appeals;

/// <summary>An appeal with the decision that it is about, whole.</summary>
public sealed record AppealFile(Appeal Appeal, DecisionFile Decision, bool MayAnswer);

/// <summary>Reads an appeal and its decision; both readings are recorded.</summary>
public sealed class ReadAppeal(Operation op, ReadDecision decisions)
{
    public sealed record Command(Guid AppealId);

    public async Task<AppealFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.AnswerAppeals);
        var appeal = await op.Db.Appeals.AsNoTracking().SingleOrDefaultAsync(a => a.Id == command.AppealId, cancellation)
            ?? throw new RuleBrokenException(AppealRules.Unknown);
        var decision = await decisions.HandleAsync(new(appeal.DecisionId), cancellation);
        op.RecordRead("appeal", appeal.Id.ToString());
        return new(appeal, decision, appeal.State == AppealState.Open && decision.DecidedById != op.Actor.UserId);
    }
}
