using System.Text;

namespace ModerationHub.Domain.Accounts;

/// <summary>
/// The fixed slice of accounts that one worker scores at a time. FNV-1a over the UTF-8 id: stable across processes
/// and releases, because the number is stored.
/// </summary>
public static class AccountBucket
{
    public const int Count = 64;

    public static short Of(string accountId)
    {
        Span<byte> bytes = stackalloc byte[Account.MaxIdLength * 4];
        if (!Encoding.UTF8.TryGetBytes(accountId, bytes, out var length))
            throw new ArgumentException($"An account id has at most {Account.MaxIdLength} characters.", nameof(accountId));
        var hash = 2166136261u;
        foreach (var b in bytes[..length])
            hash = (hash ^ b) * 16777619u;
        return (short)(hash % Count);
    }
}
