namespace ModerationHub.Detection.Text;

/// <summary>The distinct buckets of one text after another. A buffer to be reused by one thread; allocates nothing once grown.</summary>
internal sealed class BucketSet
{
    private int[] all = new int[2048];
    private int[] table = new int[4096];
    private int count;

    /// <summary>The buckets of the last text, each once, in the order in which they first occur.</summary>
    internal ReadOnlySpan<int> Span => all.AsSpan(0, count);

    internal void Read(ReadOnlySpan<char> normalised, ReadOnlySpan<char> original)
    {
        var most = TextFeatures.Most(normalised.Length) + TextFeatures.MostLooks;
        if (all.Length < most) Array.Resize(ref all, most * 2);
        var found = TextFeatures.Fill(normalised, all, []);
        if (found > 0) found += TextFeatures.Looks(original, normalised.Count(' ') + 1, all.AsSpan(found));
        while (table.Length < found * 2) table = new int[table.Length * 2];
        Array.Clear(table);
        var mask = table.Length - 1;
        count = 0;
        for (var i = 0; i < found; i++)
        {
            // 0 is an empty slot, so a bucket is kept as itself and one.
            var entry = all[i] + 1;
            var slot = entry * 0x2545F491 & mask;
            while (table[slot] != 0 && table[slot] != entry) slot = (slot + 1) & mask;
            if (table[slot] == entry) continue;
            table[slot] = entry;
            all[count++] = entry - 1;
        }
    }
}
