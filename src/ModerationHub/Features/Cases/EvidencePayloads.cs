using System.Text.Json;
using System.Text.Json.Serialization;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Reports;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>Keys of the copies in case_evidence; also how a decision's evidence is looked up.</summary>
public static class EvidenceKey
{
    public const string Profile = "profile";
    const string PostPrefix = "post:";

    public static string Post(string postId) => PostPrefix + postId;
    public static string Report(string reportId) => "report:" + reportId;
    public static string PostIdOf(string key) => key[PostPrefix.Length..];
}

/// <summary>JSON of <see cref="EvidenceKind.Profile"/>: the account as it was when its newest evidence was copied.</summary>
public sealed record ProfileEvidence
{
    public required string Id { get; init; }
    public string? Handle { get; init; }
    public string? DisplayName { get; init; }
    public string? Bio { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public long? Followers { get; init; }
    public long? Following { get; init; }
    public long? Posts { get; init; }
    public string? Language { get; init; }
    public string? Location { get; init; }
    public string? Url { get; init; }
    public bool? Verified { get; init; }
    public bool? Protected { get; init; }
    public AccountState State { get; init; }
    public AgeBand AgeBand { get; init; }

    public static ProfileEvidence Of(Account account) => new()
    {
        Id = account.Id, Handle = account.Handle, DisplayName = account.DisplayName, Bio = account.Bio,
        CreatedAt = account.CreatedAt, Followers = account.Followers, Following = account.Following, Posts = account.Posts,
        Language = account.Language, Location = account.Location, Url = account.Url, Verified = account.Verified,
        Protected = account.Protected, State = account.State, AgeBand = account.AgeBand,
    };
}

/// <summary>JSON of <see cref="EvidenceKind.Post"/>: the post in its own words and what the detectors found in it.</summary>
public sealed record PostEvidence
{
    public required string Id { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Text { get; init; }
    public string? Language { get; init; }
    public string? Client { get; init; }
    public string? InReplyTo { get; init; }
    public string? QuoteOf { get; init; }
    public string? RepostOf { get; init; }
    public string[] Hashtags { get; init; } = [];
    public string[] Urls { get; init; } = [];
    public MediaEvidence[] Media { get; init; } = [];
    public SignalEvidence[] Signals { get; init; } = [];

    /// <summary>When the platform said that it was deleted; added on reading, the copy itself stays as it was made.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When the platform said last that it was edited after it came in; likewise.</summary>
    public DateTimeOffset? EditedAt { get; init; }
}

/// <param name="Quality">Of the PDQ hash, 0–100; null when the platform did not tell.</param>
public sealed record MediaEvidence(string Id, string Type, string? Pdq = null, string? Md5 = null, string? Url = null, int? Quality = null)
{
    /// <summary>A post's media as intake stored them. Media whose description nobody can read are no reason to lose the post.</summary>
    public static MediaEvidence[] Read(string? json)
    {
        try
        {
            return json is null ? [] : JsonSerializer.Deserialize<MediaEvidence[]>(json, Operation.Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <param name="Spans">Pairs of UTF-16 offset and length in the post's text.</param>
public sealed record SignalEvidence(string Detector, string Policy, double Strength, double Confidence, string Evidence, int[] Spans);

/// <summary>JSON of <see cref="EvidenceKind.Report"/>. What a reporter says is evidence of who said it.</summary>
public sealed record ReportEvidence
{
    public required string Id { get; init; }
    public string? PostId { get; init; }
    public required string ReporterId { get; init; }
    public required ReporterKind ReporterKind { get; init; }
    public required string Reason { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What the risk counts it as and how decisions spoke of its reporter; added on reading, for people alone.</summary>
    [JsonIgnore]
    public ReportStanding? Standing { get; init; }
}

/// <param name="Voice">What the risk counts the report as, beside the others of the case.</param>
/// <param name="Upheld">Reports of the same reporter with which a decision agreed.</param>
/// <param name="Decided">Those on which one was made.</param>
/// <param name="Reliability">0–1: how much the reporter's word counts.</param>
public sealed record ReportStanding(Detection.Signals.ReportVoice Voice, int Upheld, int Decided, double Reliability);

/// <summary>A risk beside the main one: JSON array in account_scores.other_risks.</summary>
/// <param name="Weights">The learned weights; null for those that the version sets.</param>
public sealed record OtherRisk(string Policy, int Version, double Risk, int? Weights, string? TextModel, IReadOnlyList<ExplanationPart> Explanation);

/// <summary>One line of "why": JSON array in cases.explanation and account_scores.explanation, most telling first.</summary>
/// <param name="Detector">Which detector speaks.</param>
/// <param name="Kind">"content", "conduct", "report" or "context".</param>
/// <param name="Share">Its share of the risk, −1 to 1; below zero it speaks against.</param>
/// <param name="Evidence">The finding in plain words.</param>
/// <param name="PostIds">The posts that it found it in.</param>
/// <param name="Strength">Strength times confidence of the finding before any weight, 0 to 1; null in what was written before it was kept.</param>
public sealed record ExplanationPart(string Detector, string Kind, double Share, string Evidence, string[] PostIds, double? Strength = null);
