using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>A new key, and the only time that its secret is seen.</summary>
public sealed record IssuedApiKey(Guid Id, string Name, IReadOnlyList<string> Scopes, string Key);

public sealed partial class IssueApiKey(Operation op, ILogger<IssueApiKey> logger)
{
    public sealed record Command(string Name, IReadOnlyList<string> Scopes);

    public static readonly Rule NameRequired = new("key_name_required", "Give the key a name of at most 100 characters.");
    public static readonly Rule ScopesUnknown = new("key_scopes_unknown", "Choose at least one of the scopes intake, read, export.");
    const int LongestName = 100;

    public Task<IssuedApiKey> HandleAsync(Command command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        op.Actor.Demand(Permission.ManageKeys);
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > LongestName || command.Name.Contains('\0', StringComparison.Ordinal))
            throw new RuleBrokenException(NameRequired);
        string[] scopes = [.. ApiScopes.All.Where(command.Scopes.Contains)];
        if (scopes.Length == 0 || command.Scopes.Except(scopes).Any())
            throw new RuleBrokenException(ScopesUnknown);

        var token = ApiKeyToken.New(op.NewId());
        var key = new ApiKey
        {
            PlatformId = op.PlatformId,
            Id = token.Id,
            Name = command.Name.Trim(),
            SecretHash = token.Hash(),
            Scopes = scopes,
            CreatedAt = op.Now,
        };
        op.Db.ApiKeys.Add(key);
        op.Audit("key.issued", "api_key", key.Id.ToString(), new { key.Name, key.Scopes });
        op.AfterCommit(() => Log.Issued(logger, key.Id));
        return Task.FromResult(new IssuedApiKey(key.Id, key.Name, scopes, token.ToString()));
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "API key {Key} was issued")]
        public static partial void Issued(ILogger logger, Guid key);
    }
}
