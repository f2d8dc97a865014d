using System.Buffers.Text;
using ModerationHub.Domain;

namespace ModerationHub.Features.Cases;

public static class CursorRules
{
    public static readonly Rule Invalid = new("invalid_cursor", "The cursor is not one that this list gave out.");
    public static readonly Rule InvalidFilter = new("invalid_filter", "A filter has a value that does not exist.");
}

/// <summary>A cursor over ids, which follow time: opaque to callers, checked when it comes back.</summary>
public static class IdCursor
{
    public static string Of(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    public static Guid Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        return text.Length == 22 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == 16
            ? new Guid(bytes, bigEndian: true)
            : throw new RuleBrokenException(CursorRules.Invalid);
    }
}
