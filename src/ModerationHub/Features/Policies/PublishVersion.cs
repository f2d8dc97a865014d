using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead publishes an approved version, now or at a time; every host scores with it a few seconds later.</summary>
public sealed class PublishVersion(Operation op, PolicyVersions versions)
{
    /// <param name="At">Null publishes at once.</param>
    public sealed record Command(string PolicyKey, int Version, uint Row, DateTimeOffset? At = null);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var version = await versions.SeenAsync(command.PolicyKey, command.Version, command.Row, cancellation);
        if (command.At is { } at)
        {
            version.Schedule(at.ToUniversalTime(), op.Now);
            versions.Audit("policy.publish_scheduled", version, new { version.PublishAt });
            return;
        }
        await PublishAsync(op, versions, version, cancellation);
    }

    internal static async Task PublishAsync(Operation op, PolicyVersions versions, PolicyVersion version, CancellationToken cancellation)
    {
        var live = await versions.LiveAsync(version.PolicyKey, cancellation);
        var backtest = await op.BacktestStandingAsync(version, live?.Version, cancellation);
        await versions.RetireAsync(live, cancellation);
        version.Publish(live?.Version, op.Now);
        await versions.TakeSeverityAsync(version, cancellation);
        await versions.CloseShadowAsync(version, cancellation);
        versions.Recount(version, live?.Version);
        versions.Audit("policy.published", version, new { before = live?.Version, version.Reason, version.Reviewer, backtest });
    }
}

/// <summary>Publishes what was scheduled, each minute, on any host.</summary>
public sealed partial class PublishDue(DuePlatforms due, OperationRunner runner, ILogger<PublishDue> logger)
{
    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(PublishDue),
        "select distinct platform_id from policy_versions where publish_at is not null and publish_at <= $1", async (actor, stop) =>
        {
            try
            {
                while (await runner.RunAsync<Step, bool>(actor, (step, token) => step.HandleAsync(token), stop))
                {
                }
            }
            catch (RuleBrokenException e)
            {
                // Somebody published it by hand at the same moment; the next minute looks again.
                Log.Broken(logger, actor.PlatformId, e.Rule.Code);
            }
        }, cancellation);

    public sealed class Step(Operation op, PolicyVersions versions)
    {
        /// <returns>Whether there may be more.</returns>
        public async Task<bool> HandleAsync(CancellationToken cancellation)
        {
            var version = await op.Db.PolicyVersions.Where(v => v.PublishAt != null && v.PublishAt <= op.Now && v.State == PolicyVersionState.Approved)
                .OrderBy(v => v.PublishAt).FirstOrDefaultAsync(cancellation);
            if (version is null)
                return false;
            var live = await versions.LiveAsync(version.PolicyKey, cancellation);
            if (version.BasedOn != live?.Version)
            {
                // Overtaken while it waited: people decide, not the clock.
                version.TakeBack();
                version.Remark = PolicyRules.Overtaken.Sentence;
                versions.Audit("policy.draft_returned", version, new { version.Remark });
                return true;
            }
            await PublishVersion.PublishAsync(op, versions, version, cancellation);
            return true;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: a scheduled version was not published ({Rule})")]
        public static partial void Broken(ILogger logger, int platformId, string rule);
    }
}
