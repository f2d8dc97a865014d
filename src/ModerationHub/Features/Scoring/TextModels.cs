using System.Globalization;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>The champions of a platform's live policies, read with the rest of its context.</summary>
static class TextModels
{
    static readonly TextModelDetector Detector = new();

    /// <summary>Bytes only of what is not in memory yet.</summary>
    public static NpgsqlBatchCommand Query(int platformId, IReadOnlyList<TextModel> known) => new("""
        select policy_key, version, case when policy_key || ' v' || version = any ($2) then null else bytes end, compared_with
        from text_models m where platform_id = $1 and state = 'champion'
            and exists (select from policy_versions v where v.platform_id = $1 and v.policy_key = m.policy_key and v.state = 'live')
        order by policy_key
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = platformId },
            new NpgsqlParameter<string[]> { TypedValue = [.. Learned(known).Select(m => $"{m.Policy} {m.Version}")] },
        },
    };

    // Also those behind which a heavier one stands.
    static IEnumerable<LearnedTextModel> Learned(IReadOnlyList<TextModel> known) => known.Select(m => m is StagedTextModel staged ? staged.First : m).OfType<LearnedTextModel>();

    /// <summary>A model that can't be read is left out and named; it never turns scoring off.</summary>
    public static async Task<List<TextModel>> ReadAsync(NpgsqlDataReader reader, IReadOnlyList<TextModel> known, List<FormattableString> faults, CancellationToken cancellation)
    {
        List<TextModel> models = [];
        while (await reader.ReadAsync(cancellation))
        {
            var (policy, version) = (reader.GetString(0), Named(reader.GetInt32(1)));
            try
            {
                models.Add(Learned(known).FirstOrDefault(m => m.Policy == policy && m.Version == version)
                    ?? new LearnedTextModel(policy, version, TextClassifierBytes.Read(await reader.GetFieldValueAsync<byte[]>(2, cancellation)),
                        reader.IsDBNull(3) ? null : Named(reader.GetInt32(3))));
            }
            catch (InvalidDataException broken)
            {
                faults.Add($"The text model {version} of {policy} is left out: {broken.Message}");
            }
        }
        return models;
    }

    static string Named(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version}");

    /// <summary>
    /// A version whose numbers were written out before there were text models does not name their weight. That a lead put a
    /// model in force says that it counts; a version that names the weight, be it 0, keeps its own.
    /// </summary>
    public static LivePolicy Counting(LivePolicy policy)
    {
        var parameters = policy.Scoring.Parameters;
        return parameters.Weights.ContainsKey(Detector.Key)
            ? policy
            : policy with
            {
                Scoring = policy.Scoring with
                {
                    Parameters = parameters with { Weights = new SortedDictionary<string, double>(parameters.Weights.ToDictionary(), StringComparer.Ordinal) { [Detector.Key] = Detector.Weight } },
                },
            };
    }
}
