using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>A lead puts a challenger in force. Scoring takes it up within seconds on every host; what was scored before stays as it is, and what the former model found in an account counts until this one has read as many of its posts.</summary>
public sealed class PromoteModel(Operation op, ChampionChange change)
{
    public sealed record Command(string PolicyKey, int Version);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.PromoteModel);
        op.Actor.DemandUser();
        var champion = await change.LockAsync(command.PolicyKey, cancellation);
        var challenger = await op.Db.TextModels.SingleOrDefaultAsync(m => m.PolicyKey == command.PolicyKey && m.Version == command.Version, cancellation)
            ?? throw new RuleBrokenException(LearningRules.Unknown);
        await change.RetireAsync(champion, cancellation);
        challenger.Promote(champion?.Version, op.Actor.Name, op.Now);
        op.Audit("model.promoted", "text_model", $"{command.PolicyKey} {command.Version}", new { replaces = champion?.Version, challenger.InputDigest, challenger.Metrics });
    }
}

/// <summary>A lead takes the model in force back: the one before it counts again with what it had found, or none when there was none.</summary>
public sealed class RollBackModel(Operation op, ChampionChange change)
{
    public sealed record Command(string PolicyKey, int Version);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.PromoteModel);
        op.Actor.DemandUser();
        var champion = await change.LockAsync(command.PolicyKey, cancellation);
        if (champion is null || champion.Version != command.Version)
            throw new RuleBrokenException(LearningRules.NoFormer);
        // It was promoted against the one that it replaced.
        var former = champion.ComparedWith is { } before
            ? await op.Db.TextModels.SingleOrDefaultAsync(m => m.PolicyKey == command.PolicyKey && m.Version == before, cancellation)
            : null;
        await change.RetireAsync(champion, cancellation);
        former?.Return();
        op.Audit("model.rolled_back", "text_model", $"{command.PolicyKey} {champion.Version}", new { back_to = former?.Version });
    }
}

/// <summary>What both share: one change of a policy's champion at a time.</summary>
public sealed class ChampionChange(Operation op)
{
    public async Task<StoredTextModel?> LockAsync(string policy, CancellationToken cancellation)
    {
        await op.Db.Database.ExecuteSqlAsync($"select 1 from policies where platform_id = {op.PlatformId} and key = {policy} for update", cancellation);
        return await op.Db.TextModels.SingleOrDefaultAsync(m => m.PolicyKey == policy && m.State == TextModelState.Champion, cancellation);
    }

    /// <summary>Saved at once: at no moment have two models the champion's place.</summary>
    public async Task RetireAsync(StoredTextModel? champion, CancellationToken cancellation)
    {
        if (champion is null)
            return;
        champion.Retire();
        await op.Db.SaveChangesAsync(cancellation);
    }
}
