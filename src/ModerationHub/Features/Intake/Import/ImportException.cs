namespace ModerationHub.Features.Intake.Import;

/// <summary>The import cannot go on. The message is one sentence for the person at the terminal.</summary>
public sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
