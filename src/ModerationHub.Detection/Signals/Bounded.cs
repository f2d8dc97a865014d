namespace ModerationHub.Detection.Signals;

/// <summary>Keeps the last few ids, few enough that the account's features stay small.</summary>
internal static class Bounded
{
    private const int MostEntries = 4;
    private const int MostUnits = 128;

    internal static void Add(List<string> list, string value)
    {
        list.Remove(value);
        list.Add(value);
        while (list.Count > MostEntries || (list.Count > 1 && list.Sum(entry => entry.Length) > MostUnits)) list.RemoveAt(0);
    }
}
