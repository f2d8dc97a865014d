using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ModerationHub.Detection.Risk;

namespace ModerationHub.Detection.Signals;

/// <summary>Source-generated JSON for everything that scoring stores: snake_case, enums by name, defaults left out, and nothing null that must not be.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountFeatures))]
[JsonSerializable(typeof(RiskParameters))]
[JsonSerializable(typeof(LearnedWeights))]
[JsonSerializable(typeof(RiskTrainingInput))]
[JsonSerializable(typeof(RiskExplanation))]
[JsonSerializable(typeof(IReadOnlyList<RiskExplanation>))]
[JsonSerializable(typeof(IReadOnlyList<Signal>))]
[JsonSerializable(typeof(IReadOnlyList<PostSignal>))]
[JsonSerializable(typeof(IReadOnlyList<Highlight>))]
public sealed partial class DetectionJson : JsonSerializerContext
{
    /// <exception cref="JsonException">The text is not such JSON, be it for a lone surrogate.</exception>
    internal static T? Read<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (ArgumentException broken)
        {
            throw new JsonException(broken.Message, broken);
        }
    }
}
