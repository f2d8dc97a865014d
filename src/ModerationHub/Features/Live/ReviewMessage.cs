using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using ModerationHub.Domain.Live;

namespace ModerationHub.Features.Live;

/// <summary>What outside clients hear of a case or campaign; never post text. The names hold for JSON and MessagePack alike.</summary>
[DataContract]
public sealed record ReviewMessage
{
    /// <summary>Goes up with time; a client that reconnects passes the last one as `since` and drops what it has seen.</summary>
    [DataMember(Name = "event_id")] public required Guid EventId { get; init; }

    [DataMember(Name = "case_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? CaseId { get; init; }
    [DataMember(Name = "campaign_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Guid? CampaignId { get; init; }
    [DataMember(Name = "queue")] public required string Queue { get; init; }
    [DataMember(Name = "priority")] public required ReviewPriority Priority { get; init; }
    [DataMember(Name = "state")] public required string State { get; init; }

    /// <summary>Pseudonym of who holds the claim.</summary>
    [DataMember(Name = "by"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? By { get; init; }

    [DataMember(Name = "at")] public required DateTimeOffset At { get; init; }

    public static ReviewMessage Of(LiveEvent live) => new()
    {
        EventId = live.Id,
        CaseId = live.Kind == LiveKind.CampaignRaised ? null : live.SubjectId,
        CampaignId = live.Kind == LiveKind.CampaignRaised ? live.SubjectId : null,
        Queue = live.QueueId ?? "",
        Priority = new ReviewPriority { Band = live.Band, Rank = live.Rank },
        State = live.State ?? "open",
        By = live.By,
        At = live.At,
    };
}

/// <summary>Bands come before ranks; in both the higher comes first.</summary>
[DataContract]
public sealed record ReviewPriority
{
    [DataMember(Name = "band")] public required short Band { get; init; }
    [DataMember(Name = "rank")] public required double Rank { get; init; }
}
