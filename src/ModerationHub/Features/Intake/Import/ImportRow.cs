namespace ModerationHub.Features.Intake.Import;

/// <param name="Number">The row's place in the file, from 1, without the header.</param>
/// <param name="Json">What is sent, one line without its end; what the file said when it cannot be sent.</param>
/// <param name="Problem">Why the row cannot be sent at all; null when it can.</param>
public readonly record struct ImportRow(long Number, byte[] Json, string? Problem = null);
