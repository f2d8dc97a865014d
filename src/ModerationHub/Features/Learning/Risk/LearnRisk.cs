using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>
/// Learns the weights of signals from decisions and puts them in force where they hold on what they had not seen. Each minute, on
/// any host: after ten new decisions of a policy (a twentieth of what it knows, when that is more), or an hour after the last time with any. The policy's row is locked only to put the result in force.
/// </summary>
public sealed partial class LearnRisk(DuePlatforms due, OperationRunner runner, ILogger<LearnRisk> logger)
{
    /// <summary>Decisions that are waited for.</summary>
    public const int Enough = 10;

    static readonly string PlatformsDue = $"select distinct platform_id from ({Due("$1")}) d";

    static readonly string PoliciesDue = $$"""select policy_key as "Value" from ({{Due("{0}")}}) d where platform_id = {1}""";

    /// <summary>Policies with something to learn from.</summary>
    static string Due(string now) => $"""
        select v.platform_id, v.policy_key from policy_versions v
        left join lateral (select max(r.through) as through, max(r.learned_at) as at, max(r.decisions) as decisions from risk_versions r
            where r.platform_id = v.platform_id and r.policy_key = v.policy_key) last on true
        cross join lateral (select count(*) as n from decisions d where d.platform_id = v.platform_id and d.policy_key = v.policy_key
            and d.number > coalesce(last.through, 0) and (d.findings is not null or d.reverses is not null)) fresh
        where v.state = 'live' and (fresh.n >= greatest({Enough}, last.decisions / 20) or (fresh.n > 0 and last.at <= {now} - interval '1 hour'))
            and not exists (select from risk_freezes f where f.platform_id = v.platform_id and f.policy_key = v.policy_key)
        """;

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(LearnRisk), PlatformsDue, async (actor, stop) =>
    {
        foreach (var policy in await runner.RunAsync<Step, IReadOnlyList<string>>(actor, (step, token) => step.DueAsync(token), stop))
            await LearnAsync(actor, policy, stop);
    }, cancellation);

    async Task LearnAsync(Actor actor, string policy, CancellationToken cancellation)
    {
        try
        {
            if (await runner.RunAsync<Step, Fitted?>(actor, (step, token) => step.FitAsync(policy, token), cancellation) is { } fitted
                && await runner.RunAsync<Step, RiskVersion?>(actor, (step, token) => step.HandleAsync(fitted, token), cancellation) is { } learned)
                Log.Learned(logger, actor.PlatformId, policy, learned.Version, learned.Decisions, learned.State);
        }
#pragma warning disable CA1031 // One policy's trouble holds up no other; scoring goes on with the weights in force.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, actor.PlatformId, policy, e.Told());
        }
    }

    /// <summary>What was learned, before it counts.</summary>
    /// <param name="Live">The policy's version that set the weights.</param>
    /// <param name="Former">The learned version in force then.</param>
    /// <param name="Through">Number of the last decision seen.</param>
    public sealed record Fitted(string Policy, int Live, int? Former, long Through, RiskTrainingInput Input, RiskFit Fit);

    public sealed class Step(Operation op, CollectDecisions decisions, RiskInForce inForce)
    {
        public async Task<IReadOnlyList<string>> DueAsync(CancellationToken cancellation) =>
            await op.Db.Database.SqlQueryRaw<string>(PoliciesDue, op.Now, op.PlatformId).ToListAsync(cancellation);

        /// <summary>Locks nothing: leads publish and promote meanwhile.</summary>
        public async Task<Fitted?> FitAsync(string policy, CancellationToken cancellation)
        {
            var live = await op.Db.PolicyVersions.AsNoTracking().SingleAsync(v => v.PolicyKey == policy && v.State == PolicyVersionState.Live, cancellation);
            if (LivePolicies.Read(live, default, []) is not { } set)
                return null;
            var former = await inForce.OfAsync(policy, cancellation);
            var (decided, through) = await decisions.OfAsync(policy, former?.Through ?? 0, cancellation);
            var input = RiskTrainingInput.Of(TextModels.Counting(set).Scoring.Parameters, former is null ? LearnedWeights.None : LearnedWeights.FromJson(former.Weights), decided);
            return new(policy, live.Version, former?.Version, through, input, RiskTrainer.Fit(input));
        }

        /// <returns>Null when another host was faster, a lead stopped it, or other weights or another version came into force meanwhile; then it is learned anew.</returns>
        public async Task<RiskVersion?> HandleAsync(Fitted fitted, CancellationToken cancellation)
        {
            var (policy, live, expected, through, input, fit) = fitted;
            if (!await inForce.TryLockAsync(policy, cancellation) || !(await DueAsync(cancellation)).Contains(policy))
                return null;
            var former = await inForce.OfAsync(policy, cancellation);
            if (former?.Version != expected || !await op.Db.PolicyVersions.AnyAsync(v => v.PolicyKey == policy && v.Version == live && v.State == PolicyVersionState.Live, cancellation))
                return null;
            // Ten that say nothing about weights must not leave weights behind that were learned from two.
            var holds = fit.Holds && fit.Decisions >= Enough;
            if (holds)
                await inForce.RetireAsync(former, cancellation);
            var learned = new RiskVersion
            {
                PlatformId = op.PlatformId, PolicyKey = policy, State = holds ? RiskVersionState.InForce : RiskVersionState.Refused,
                Version = 1 + (await op.Db.RiskVersions.Where(v => v.PolicyKey == policy).MaxAsync(v => (int?)v.Version, cancellation) ?? 0),
                PolicyVersion = live, Weights = fit.Weights.ToJson(), Settings = JsonSerializer.Serialize(input.Training, Operation.Json), ComparedWith = former?.Version,
                Decisions = fit.Decisions, Violations = fit.Violations, Measured = fit.Measured, LogLossBefore = Math.Round(fit.LogLossBefore, 6), LogLossAfter = Math.Round(fit.LogLossAfter, 6),
                CalibrationError = Math.Round(fit.CalibrationError, 6), Through = through, InputDigest = input.Digest(), LearnedAt = op.Now,
            };
            op.Db.RiskVersions.Add(learned);
            op.Audit(holds ? "risk.learned" : "risk.refused", "risk_version", $"{policy} {learned.Version}", new
            {
                policy_version = live, replaces = former?.Version, learned.Decisions, learned.Violations, learned.LogLossBefore, learned.LogLossAfter, learned.CalibrationError, learned.InputDigest,
                weights = JsonSerializer.Deserialize<JsonElement>(learned.Weights),
            });
            return learned;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {Platform}: weights {Version} of {Policy} were learned from {Decisions} decisions: {State}")]
        public static partial void Learned(ILogger logger, int platform, string policy, int version, int decisions, RiskVersionState state);

        [LoggerMessage(LogLevel.Error, "Platform {Platform}: the weights of {Policy} could not be learned: {Error}")]
        public static partial void Failed(ILogger logger, int platform, string policy, string error);
    }
}
