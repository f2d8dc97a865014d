using System.Buffers.Binary;
using System.Buffers.Text;
using ModerationHub.Domain;

namespace ModerationHub.Features.Triage;

/// <summary>Where a page of waiting cases ended, as opaque text.</summary>
public sealed record BoardCursor(short Band, double Rank, Guid Id)
{
    const int Size = 2 + 8 + 16;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Band);
        BinaryPrimitives.WriteDoubleBigEndian(bytes[2..], Rank);
        Id.TryWriteBytes(bytes[10..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="RuleBrokenException">when the text is not a cursor of ours.</exception>
    public static BoardCursor Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        return text.Length < 64 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == Size
            ? new(BinaryPrimitives.ReadInt16BigEndian(bytes), BinaryPrimitives.ReadDoubleBigEndian(bytes[2..]), new Guid(bytes[10..]))
            : throw new RuleBrokenException(Cases.CursorRules.Invalid);
    }
}
