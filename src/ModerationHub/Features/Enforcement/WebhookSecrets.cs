using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace ModerationHub.Features.Enforcement;

/// <summary>Signing secrets: made here, shown once, kept protected, and the signature that they make.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    readonly IDataProtector _protector = protection.CreateProtector("ModerationHub.Webhooks.Secret");

    public static string Create() => "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public string Protect(string secret) => _protector.Protect(secret);

    public string Signature(string protectedSecret, ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_protector.Unprotect(protectedSecret)), body));
}
