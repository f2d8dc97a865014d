using System.Security.Claims;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Enters every connection that stays open (circuits, the review hub) in the registry: the request of a WebSocket lasts
/// as long as the connection, whatever it carries. A circuit is told to load anew first and is cut only if it did not obey.
/// </summary>
sealed class OpenConnections(RequestDelegate next, SessionRegistry sessions, TimeProvider time)
{
    static readonly TimeSpan ToObey = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!StaysOpen(http.Request.Path) || (http.User.UserId() ?? http.User.KeyId()) is not { } holder)
        {
            await next(http);
            return;
        }
        var wait = http.Request.Path.StartsWithSegments("/_blazor") ? ToObey : TimeSpan.Zero;
        await using var timer = time.CreateTimer(_ => http.Abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var session = sessions.Register(holder, http.User.FindFirstValue(HubClaims.Stamp), () => timer.Change(wait, Timeout.InfiniteTimeSpan));
        await next(http);
    }

    static bool StaysOpen(PathString path) => path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/hubs");
}
