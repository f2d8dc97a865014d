using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Enters a circuit in the registry and, when its session ends, has the browser load anew: the request then meets the sign-in page.</summary>
sealed class CircuitSessions(SessionRegistry sessions, AuthenticationStateProvider authentication, NavigationManager navigation) : CircuitHandler, IDisposable
{
    IDisposable? _session;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var who = (await authentication.GetAuthenticationStateAsync()).User;
        if (who.UserId() is { } user)
            _session = sessions.Register(user, who.FindFirstValue(HubClaims.Stamp), () => navigation.Refresh(forceReload: true));
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _session?.Dispose();
}
