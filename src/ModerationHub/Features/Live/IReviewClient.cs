using ModerationHub.Domain.Live;

namespace ModerationHub.Features.Live;

/// <summary>The server-to-client messages of `/hubs/review`.</summary>
public interface IReviewClient
{
    Task CandidateRaised(ReviewMessage message);
    Task CandidateChanged(ReviewMessage message);
    Task CaseClaimed(ReviewMessage message);
    Task CaseReleased(ReviewMessage message);
    Task CaseDecided(ReviewMessage message);
    Task CampaignRaised(ReviewMessage message);
}

static class ReviewClients
{
    /// <summary>Sends an event under its name; what concerns the console alone is not sent.</summary>
    public static Task SendAsync(this IReviewClient client, LiveEvent live) => live.Kind switch
    {
        LiveKind.CandidateRaised => client.CandidateRaised(ReviewMessage.Of(live)),
        LiveKind.CandidateChanged or LiveKind.AlarmRaised => client.CandidateChanged(ReviewMessage.Of(live)),
        LiveKind.CaseClaimed => client.CaseClaimed(ReviewMessage.Of(live)),
        LiveKind.CaseReleased => client.CaseReleased(ReviewMessage.Of(live)),
        LiveKind.CaseDecided => client.CaseDecided(ReviewMessage.Of(live)),
        LiveKind.CampaignRaised => client.CampaignRaised(ReviewMessage.Of(live)),
        _ => Task.CompletedTask,
    };
}
