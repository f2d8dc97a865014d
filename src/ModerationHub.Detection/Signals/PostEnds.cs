namespace ModerationHub.Detection.Signals;

/// <summary>What became of an account's posts on the platform, as far as it said so.</summary>
/// <param name="SoonDeleted">Deleted within an hour of posting.</param>
/// <param name="SoonEdited">Edited more than ten minutes and less than a day after posting.</param>
public readonly record struct PostEnds(int SoonDeleted, int SoonEdited);
