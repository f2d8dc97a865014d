namespace ModerationHub.Detection.Lineage;

/// <summary>An account that may continue another or be continued.</summary>
/// <param name="Id">The platform's id.</param>
/// <param name="Handle">Handle without '@', if known.</param>
/// <param name="DisplayName">Name shown, if known.</param>
public sealed record LineageAccount(string Id, string? Handle, string? DisplayName = null)
{
    /// <summary>Time of its first post, if known.</summary>
    public DateTimeOffset? FirstPost { get; init; }

    /// <summary>Time of its last post, if known.</summary>
    public DateTimeOffset? LastPost { get; init; }

    /// <summary>Some of its texts: the first of a later account, any of an earlier one.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Of a later account: who followed it first. Of an earlier one: who of them followed it too.</summary>
    public IReadOnlyList<string> Followers { get; init; } = [];
}

/// <summary>Why a later account may continue an earlier one.</summary>
/// <param name="Id">The earlier account.</param>
/// <param name="LogOdds">That the two are one person's; from 0 on more likely than not. A person decides.</param>
/// <param name="Handle">Likeness of the handles, 0–1.</param>
/// <param name="Name">Likeness of the names shown, 0–1.</param>
/// <param name="Words">Likeness of what they write about, 0–1.</param>
/// <param name="Named">How many of the later account's texts name the earlier one.</param>
/// <param name="Followers">How many of the later account's first followers followed the earlier one.</param>
/// <param name="Gap">From the earlier one's last post to the later one's first; negative when they overlap, null when unknown.</param>
public sealed record LineageLink(string Id, double LogOdds, double Handle, double Name, double Words, int Named, int Followers, TimeSpan? Gap);
