using Microsoft.AspNetCore.Identity;

namespace ModerationHub.Data;

/// <summary>Somebody who works in the hub. Everything that leaves the hub names the pseudonym only.</summary>
public sealed class HubUser : IdentityUser<Guid>
{
    public required string Pseudonym { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}
