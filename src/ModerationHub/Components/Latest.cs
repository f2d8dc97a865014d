namespace ModerationHub.Components;

/// <summary>Of several loads of the same thing the one begun last counts: whatever an overtaken one brings is left.</summary>
public sealed class Latest
{
    int turn;

    /// <summary>Begins a load; the answer tells, after each await, whether it is still the last one.</summary>
    public Func<bool> Begin()
    {
        turn++;
        return Follow();
    }

    /// <summary>For what adds to the load that stands: whether that one still does.</summary>
    public Func<bool> Follow()
    {
        var mine = turn;
        return () => turn == mine;
    }
}
