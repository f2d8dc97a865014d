namespace ModerationHub.Detection.Signals;

/// <summary>How much of what an account follows is suspended, from a bounded look at whom it follows.</summary>
/// <param name="Looked">Accounts looked at, 64 at most.</param>
/// <param name="Suspended">Those of them that are suspended.</param>
public readonly record struct Circle(int Looked, int Suspended);
