namespace ModerationHub.Components.Controls;

/// <summary>Risk as people read it, never a percentage: where it stands beside the threshold of its policy, so that a word says the same of every policy.</summary>
public enum Band { Below, JustOver, WellOver, FarOver, ThreatToLife }
