namespace ModerationHub.Detection.Signals;

/// <summary>A dictionary in two halves that forgets what was not asked for lately: when the newer half is full, the older one goes. Not thread-safe.</summary>
internal sealed class RecentMap<TKey, TValue>(int capacity, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
    where TValue : class, new()
{
    private Dictionary<TKey, TValue> newer = new(comparer);
    private Dictionary<TKey, TValue> older = new(comparer);

    internal TValue? Find(TKey key) => newer.GetValueOrDefault(key) ?? older.GetValueOrDefault(key);

    internal TValue Touch(TKey key)
    {
        if (newer.TryGetValue(key, out var value)) return value;
        if (!older.Remove(key, out value)) value = new();
        if (newer.Count >= capacity / 2)
        {
            older.Clear();
            (older, newer) = (newer, older);
        }
        newer.Add(key, value);
        return value;
    }
}
