using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ModerationHub.Infrastructure.Api;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>Bearer authentication of programs. The platform comes from the key, never from the request.</summary>
sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyDirectory keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } presented)
            return AuthenticateResult.NoResult();
        if (!ApiKeyToken.TryParse(presented, out var token) || await keys.VerifyAsync(token, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("The key is unknown, wrong or revoked.");
        return AuthenticateResult.Success(new(ApiPrincipal.Of(key), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"moderation-hub\"";
        return ApiProblem.WriteAsync(Context, StatusCodes.Status401Unauthorized, "key_required", "Send a valid API key: Authorization: Bearer hub_…");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblem.WriteAsync(Context, StatusCodes.Status403Forbidden, "scope_missing", "The key lacks the scope that this call needs.");

    /// <summary>WebSockets of browsers can't send headers: the live hub alone takes the key from the query.</summary>
    string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();
        return Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) && Request.Query["access_token"] is [{ Length: > 0 } key] ? key : null;
    }
}
