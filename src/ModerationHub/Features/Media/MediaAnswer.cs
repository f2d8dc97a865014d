using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Media;

/// <summary>What the hub knows of an image that was shown to it.</summary>
/// <param name="Id">The same for all sizes of one image.</param>
/// <param name="Pdq">64 hexadecimal digits, of the image as people see it.</param>
/// <param name="Quality">0–100; below 50 only the very same file is recognised.</param>
/// <param name="Matches">Banked hashes that it comes near, the nearest first; at most 100.</param>
public sealed record MediaAnswer(Guid Id, string Pdq, int Quality, int Width, int Height, IReadOnlyList<MediaMatch> Matches);

/// <param name="Id">Of the banked hash.</param>
/// <param name="Bank">Id of the bank.</param>
/// <param name="BankName">Its name.</param>
/// <param name="Label">What the source says that it shows.</param>
/// <param name="Distance">Differing bits of 256, 0–31.</param>
/// <param name="SameFile">Whether the file itself is the same.</param>
/// <param name="Turned">Whether it matches only when turned or mirrored.</param>
/// <param name="Disputed">Whether sources contradict each other about the label.</param>
public sealed record MediaMatch(Guid Id, string Bank, string BankName, string Label, Severity Severity, int Distance, bool SameFile, bool Turned, bool Disputed);
