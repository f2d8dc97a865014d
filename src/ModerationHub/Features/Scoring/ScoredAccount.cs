using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Infrastructure.Data;

namespace ModerationHub.Features.Scoring;

/// <summary>An account after its new posts: what is to be stored, and what raising a candidate needs.</summary>
/// <param name="Main">The risk that matters most; null without policies.</param>
/// <param name="NewEvidence">Ids of this batch's posts that show content or conduct.</param>
/// <param name="NewThreat">Whether one of them threatens a life.</param>
public sealed record ScoredAccount(
    AccountWork Work, AccountMemory Memory, ScoreResult Result, RiskExplanation? Main,
    IReadOnlyCollection<string> NewEvidence, bool NewThreat);

/// <summary>What could not be scored. The error names type and message of the fault, never a post's text.</summary>
/// <param name="Recount">Whether the account was to be counted anew, the post one that is named to be looked at once more.</param>
public sealed record SetAside(string AccountId, string? PostId, DateTimeOffset? PostCreatedAt, string Error, bool Recount = false)
{
    public static SetAside Of(string accountId, Domain.Posts.Post? post, Exception e)
    {
        var error = e.Unabridged();
        if (post is { Text.Length: > 3 })
            error = error.Replace(post.Text, "…", StringComparison.Ordinal);
        return new(accountId, post?.Id, post?.CreatedAt, error.Length <= DatabaseFaults.LongestTold ? error : error[..DatabaseFaults.LongestTold]);
    }

    /// <summary>Whether the rows themselves are at fault; everything else (a lost connection, a deadlock, a missing right) is cured by trying again.</summary>
    /// <remarks>Classes: a row twice, data, constraints, raised by a trigger, limits of the database, its own faults.</remarks>
    public static bool IsAboutRows(Npgsql.PostgresException e) => e.SqlState[..2] is "21" or "22" or "23" or "P0" or "54" or "XX";
}
