namespace ModerationHub.Detection.Rules;

/// <summary>What holds, in Kleene's three values: what is not known neither holds nor fails.</summary>
internal enum Truth : sbyte
{
    No,
    Unknown,
    Yes,
}

internal static class Truths
{
    internal static Truth Of(bool holds) => holds ? Truth.Yes : Truth.No;

    internal static Truth Of(bool? holds) => holds is { } known ? Of(known) : Truth.Unknown;
}
