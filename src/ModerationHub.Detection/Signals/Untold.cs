namespace ModerationHub.Detection.Signals;

/// <summary>What a window found and nobody took yet, in the order in which it was found. Bounded: what does not fit is left out. Thread-safe.</summary>
/// <param name="capacity">How many it holds.</param>
public sealed class Untold<T>(int capacity)
{
    private readonly Lock gate = new();
    private readonly List<T> found = [];

    /// <returns>Whether there was room.</returns>
    internal bool Add(T one)
    {
        lock (gate)
        {
            if (found.Count >= capacity) return false;
            found.Add(one);
            return true;
        }
    }

    /// <summary>All of it, each time only what is new; mostly none.</summary>
    public T[] Take()
    {
        lock (gate)
        {
            if (found.Count == 0) return [];
            T[] taken = [.. found];
            found.Clear();
            return taken;
        }
    }

    /// <summary>Gives back what <see cref="Take"/> gave, because it was not passed on after all.</summary>
    public void GiveBack(IReadOnlyList<T> taken)
    {
        lock (gate) found.InsertRange(0, taken.Take(capacity - found.Count));
    }
}
