using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>A key as its holder has it: `hub_`, the id without dashes, `_`, and 256 random bits in base64url.</summary>
public readonly record struct ApiKeyToken(Guid Id, string Secret)
{
    const string Prefix = "hub_";
    const int IdLength = 32;
    const int SecretLength = 43;

    public static ApiKeyToken New(Guid id) => new(id, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static bool TryParse(string? text, out ApiKeyToken token)
    {
        token = default;
        if (text is null || text.Length != Prefix.Length + IdLength + 1 + SecretLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_'
            || !Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var id))
            return false;
        token = new(id, text[^SecretLength..]);
        return true;
    }

    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Secret));

    public bool Matches(byte[] secretHash) => CryptographicOperations.FixedTimeEquals(Hash(), secretHash);

    public override string ToString() => $"{Prefix}{Id:N}_{Secret}";
}
