using System.Text.Json;
using ModerationHub.Detection.Risk;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>The learned weights in force for a policy.</summary>
public sealed record LearnedRisk(int Version, LearnedWeights Weights)
{
    /// <summary>Those of a platform, read with the rest of its context.</summary>
    public static NpgsqlBatchCommand Query(int platformId) => new("""
        select policy_key, version, weights::text from risk_versions where platform_id = $1 and state = 'in_force' order by policy_key
        """) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } };

    /// <summary>Weights that can't be read are left out and named: scoring goes on with those that the policy sets.</summary>
    public static async Task<Dictionary<string, LearnedRisk>> ReadAsync(NpgsqlDataReader reader, List<FormattableString> faults, CancellationToken cancellation)
    {
        Dictionary<string, LearnedRisk> learned = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            try
            {
                learned.Add(reader.GetString(0), new(reader.GetInt32(1), LearnedWeights.FromJson(reader.GetString(2))));
            }
            catch (JsonException broken)
            {
                faults.Add($"The learned weights {reader.GetInt32(1)} of {reader.GetString(0)} are left out: {broken.Message}");
            }
        return learned;
    }
}
