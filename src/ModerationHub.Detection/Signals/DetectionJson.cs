using System.Text.Json.Serialization;
using ModerationHub.Detection.Risk;

namespace ModerationHub.Detection.Signals;

/// <summary>Source-generated JSON for everything that scoring stores: snake_case, enums by name, defaults left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
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
public sealed partial class DetectionJson : JsonSerializerContext;
