namespace ModerationHub.Detection;

/// <summary>Hashes that are the same on every machine and in every run, unlike <see cref="string.GetHashCode()"/>; they may be stored.</summary>
public static class StableHash
{
    /// <summary>FNV-1a over the text's UTF-16 units (Fowler, Noll and Vo), 32 bits.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return hash;
    }
}
