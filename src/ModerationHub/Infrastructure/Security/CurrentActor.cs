using Microsoft.AspNetCore.Components.Authorization;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// The actor of a component, in a circuit as on a static page. Ask for it before each action instead of keeping it: what
/// somebody may do can change while the page is open.
/// </summary>
public class CurrentActor(AuthenticationStateProvider authentication, ActorResolver actors)
{
    static readonly Actor Nobody = new(null, "", 0, new HashSet<Domain.People.Permission>());

    /// <summary>An actor who may do nothing once the session has ended, so that every handler refuses.</summary>
    public virtual async ValueTask<Actor> GetAsync(CancellationToken cancellation = default) =>
        await actors.ResolveAsync((await authentication.GetAuthenticationStateAsync()).User, cancellation) ?? Nobody;
}
