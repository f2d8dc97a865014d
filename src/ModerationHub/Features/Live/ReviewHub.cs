using System.Globalization;
using Microsoft.AspNetCore.SignalR;

namespace ModerationHub.Features.Live;

/// <summary>`/hubs/review`: tells clients what happens in the queues that their user may see. Commands never travel here.</summary>
public sealed class ReviewHub : Hub<IReviewClient>
{
    internal static string GroupOf(int platformId, string queueId) =>
        string.Create(CultureInfo.InvariantCulture, $"{platformId}:{queueId}");
}
