using System.Text.Json.Serialization;

namespace ModerationHub.Detection.Signals;

/// <summary>Evidence that lies on the account and in no single post, as it was noticed: a banked link or picture of its profile, a pattern of what it does.</summary>
public sealed class AccountMark
{
    /// <summary>Marks remembered an account. What is still there never makes room, or it would count as new again.</summary>
    public const int Most = 16;

    // A pattern is worth a look from here on, and again when it has grown by as much.
    private const double Step = 0.25;

    /// <summary>Hash of policy, detector and <see cref="Signal.Mark"/>; see <see cref="StableHash"/>.</summary>
    [JsonPropertyName("k")]
    public uint Key { get; set; }

    /// <summary>Which of the account's evidence it is, in the order of its coming; 0 if it was there before such pieces were noticed.</summary>
    [JsonPropertyName("a")]
    public long At { get; set; }

    /// <summary>Its strength then, 0–1.</summary>
    [JsonPropertyName("s")]
    public double Strength { get; set; }

    /// <summary>Whether it was below every threshold when it was noticed: it counts once one is crossed.</summary>
    [JsonPropertyName("w")]
    public bool Waits { get; set; }

    /// <summary>What a profile shows it shows whole; what an account does may grow.</summary>
    internal static double StrengthOf(Signal signal) => signal.Kind == EvidenceKind.Content ? 1 : signal.Strength;

    internal static bool IsOne(Signal signal) =>
        signal is { Mark: not null, Kind: EvidenceKind.Content or EvidenceKind.Conduct } && StrengthOf(signal) >= Step;

    internal static uint KeyOf(Signal signal) => StableHash.Of($"{signal.Policy} {signal.Detector} {signal.Mark}");

    internal bool Holds(Signal signal) => StrengthOf(signal) < Strength + Step;
}
