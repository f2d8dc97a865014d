using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>Ends a key: on this host at once, on the others within seconds, and what it holds open with it. Revoking twice changes nothing.</summary>
public sealed partial class RevokeApiKey(Operation op, ApiKeyDirectory keys, ILogger<RevokeApiKey> logger)
{
    public sealed record Command(Guid Id);

    public static readonly Rule Unknown = new("key_unknown", "There is no such key on this platform.");

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageKeys);
        var key = await op.Db.ApiKeys.SingleOrDefaultAsync(k => k.PlatformId == op.PlatformId && k.Id == command.Id, cancellation)
            ?? throw new RuleBrokenException(Unknown);
        if (key.RevokedAt is not null)
            return;
        key.RevokedAt = op.Now;
        op.Audit("key.revoked", "api_key", key.Id.ToString(), new { key.Name });
        op.Publish(new LiveEvent
        {
            PlatformId = op.PlatformId,
            Id = op.NewId(),
            At = op.Now,
            Kind = LiveKind.UserRevoked,
            SubjectId = key.Id,
            State = "key_revoked",
        });
        op.AfterCommit(() =>
        {
            keys.Forget(key.Id);
            Log.Revoked(logger, key.Id);
        });
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "API key {Key} was revoked")]
        public static partial void Revoked(ILogger logger, Guid key);
    }
}
