using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain;
using ModerationHub.Features.Policies.Backtests;
using Npgsql;

namespace ModerationHub.Features.Scoring.Shadows;

/// <summary>A version that runs in shadow, compiled.</summary>
public sealed class ShadowPolicy(Guid id, BacktestPlan plan, PlatformContext platform)
{
    /// <summary>Which shadows run: one that its version has changed under, or that is closed with it, runs no longer. $1 is the platform, $2 the time.</summary>
    public const string Running = """
        policy_shadows s join policy_versions v on v.platform_id = s.platform_id and v.policy_key = s.policy_key and v.version = s.version
        where s.platform_id = $1 and s.state = 'running' and s.ends_at > $2
            and v.state in ('draft', 'in_review', 'approved') and v.changed_at is not distinct from s.version_changed_at
        """;

    public Guid Id => id;
    public string Policy => plan.Draft.Key;
    public BacktestPlan Plan => plan;

    /// <summary>Everything but the version as it is live.</summary>
    public ScoringContext Context { get; } = plan.ContextOf(platform, draft: true);

    /// <summary>With other weights alone, the signals that live scoring found are enough.</summary>
    public bool ConductDiffers { get; } = plan.Draft.Scoring.ConductAlone != plan.Live.Scoring.ConductAlone;

    /// <summary>Whether a rule came, went or weighs differently.</summary>
    public bool RulesDiffer { get; } = RuleJson.Write(plan.Draft.Rules) != RuleJson.Write(plan.Live.Rules);

    public RiskParameters Parameters => Context.Policies[0].Parameters;

    public static async Task<PlatformContext> AddAsync(PlatformContext platform, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellation)
    {
        List<(Guid Id, string Key, int Version)> running = [];
        await using (var command = new NpgsqlCommand($"select s.id, s.policy_key, s.version from {Running} order by s.id", transaction.Connection, transaction)
        {
            Parameters = { Param.Of(platform.PlatformId), Param.Of(now.UtcDateTime) },
        })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                running.Add((reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2)));
        List<ShadowPolicy> shadows = [];
        List<FormattableString> faults = [.. platform.Faults];
        foreach (var (id, key, version) in running)
            try
            {
                shadows.Add(new ShadowPolicy(id, await BacktestPlan.ReadAsync(platform.PlatformId, key, version, null, transaction, cancellation), platform));
            }
            catch (RuleBrokenException)
            {
                faults.Add($"{key} v{version} cannot run in shadow: there is no live version beside it.");
            }
        return platform with { Shadows = shadows, Faults = faults };
    }
}
