namespace ModerationHub.Components.Controls;

/// <summary>Risk as people read it. Never a percentage.</summary>
public enum Band { Low, Elevated, High, Severe, ThreatToLife }
