using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>A lead asks for a new challenger. Refused at once when there is too little, or nothing new, to learn from; the job trains within a minute.</summary>
public sealed class RequestTraining(Operation op, CollectExamples examples)
{
    public sealed record Command(string PolicyKey);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.TrainModel);
        if (!await op.Db.PolicyVersions.AnyAsync(v => v.PolicyKey == command.PolicyKey && v.State == PolicyVersionState.Live, cancellation))
            throw new RuleBrokenException(LearningRules.PolicyUnknown);
        var texts = await examples.HandleAsync(command.PolicyKey, cancellation);
        if (!TrainingStock.Of(texts).Suffices)
            throw new RuleBrokenException(LearningRules.TooFew);
        var digest = LabelledText.Digest(texts);
        var models = await op.Db.TextModels.AsNoTracking().Where(m => m.PolicyKey == command.PolicyKey)
            .Select(m => new { m.Version, m.State, m.InputDigest, m.ComparedWith }).ToListAsync(cancellation);
        var champion = models.Find(m => m.State == TextModelState.Champion)?.Version;
        if (models.Exists(m => m.InputDigest == digest && (m.State == TextModelState.Champion || (m.State == TextModelState.Challenger && m.ComparedWith == champion))))
            throw new RuleBrokenException(LearningRules.NothingNew);
        // Two leads at once ask for one training; asked while one runs, it is another.
        await op.Db.Database.ExecuteSqlAsync($"""
            insert into text_training_requests (platform_id, policy_key, requested_by, requested_at)
            values ({op.PlatformId}, {command.PolicyKey}, {op.Actor.Name}, {op.Now})
            on conflict (platform_id, policy_key) do update set requested_by = excluded.requested_by, requested_at = excluded.requested_at, failure = null, failed_at = null
            """, cancellation);
        op.Audit("model.training_requested", "policy", command.PolicyKey, new { input_digest = digest, texts = texts.Count });
    }
}
