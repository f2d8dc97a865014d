using Hangfire.Dashboard;
using ModerationHub.Domain.People;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Opens Hangfire's dashboard to those who read health; its buttons only to those who also manage users (administrators).</summary>
public sealed class HangfireDashboardAuthorization : IDashboardAsyncAuthorizationFilter
{
    public async Task<bool> AuthorizeAsync(DashboardContext context) => await ActorOf(context) is { } actor && actor.Can(Permission.ReadHealth);

    public static bool IsReadOnly(DashboardContext context) =>
        ActorOf(context).AsTask().GetAwaiter().GetResult() is not { } actor || !actor.Can(Permission.ManageUsers);

    static ValueTask<Operations.Actor?> ActorOf(DashboardContext context)
    {
        var http = context.GetHttpContext();
        return http.RequestServices.GetRequiredService<ActorResolver>().ResolveAsync(http.User, http.RequestAborted);
    }
}
