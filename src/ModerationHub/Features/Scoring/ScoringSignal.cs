using ModerationHub.Infrastructure;

namespace ModerationHub.Features.Scoring;

/// <summary>Wakes this host's scoring drains.</summary>
public sealed class ScoringSignal : WakeUp;
