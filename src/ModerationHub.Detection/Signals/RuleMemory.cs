using System.Text.Json.Serialization;
using ModerationHub.Detection.Rules;

namespace ModerationHub.Detection.Signals;

/// <summary>What an account's posts gave under the rules of policies. Bounded: <see cref="MostRules"/> rules met, <see cref="MostCounts"/> counts of up to 30 posts each.</summary>
public sealed class RuleMemory
{
    /// <summary>Rules remembered an account.</summary>
    public const int MostRules = 24;

    /// <summary>Counts remembered an account.</summary>
    public const int MostCounts = 2 * RuleChecker.MostCounts;

    /// <summary>By the rule's <see cref="CompiledRule.Key"/>.</summary>
    [JsonPropertyName("u")]
    public SortedDictionary<uint, RuleUse> Uses { get; set; } = [];

    /// <summary>Unix seconds of the latest posts of each count, oldest first.</summary>
    [JsonPropertyName("c")]
    public SortedDictionary<uint, List<long>>? Counts { get; set; }

    /// <summary>Posts of a count in the time that ends at a moment.</summary>
    /// <param name="count">The count's key.</param>
    /// <param name="at">Unix seconds.</param>
    /// <param name="seconds">Length of the time.</param>
    public int Count(uint count, long at, long seconds) =>
        Counts?.GetValueOrDefault(count) is { } times ? times.Count(time => time > at - seconds && time <= at) : 0;

    /// <summary>The use of a rule, begun if there is room; null if there is none.</summary>
    internal RuleUse? UseOf(CompiledRule rule, RuleSet inForce)
    {
        if (Uses.TryGetValue(rule.Key, out var use)) return use;
        // Rules that are no longer in force make room.
        if (Uses.Count >= MostRules)
            foreach (var gone in Uses.Keys.Where(key => inForce.Rules.All(known => known.Key != key)).ToArray()) Uses.Remove(gone);
        return Uses.Count >= MostRules ? null : Uses[rule.Key] = new RuleUse();
    }

    internal void Note(RuleCount count, long at, RuleSet inForce)
    {
        Counts ??= [];
        if (!Counts.TryGetValue(count.Key, out var times))
        {
            if (Counts.Count >= MostCounts)
                foreach (var gone in Counts.Keys.Where(key => inForce.Counts.All(known => known.Key != key)).ToArray()) Counts.Remove(gone);
            if (Counts.Count >= MostCounts) return;
            Counts[count.Key] = times = [];
        }
        var place = times.FindLastIndex(time => time <= at) + 1;
        times.Insert(place, at);
        times.RemoveAll(time => time <= times[^1] - count.Seconds);
        if (times.Count > count.Most) times.RemoveRange(0, times.Count - count.Most);
    }
}

/// <summary>How an account met one rule.</summary>
public sealed class RuleUse
{
    /// <summary>Different texts remembered; more would add next to nothing.</summary>
    public const int MostVoices = 6;

    /// <summary>Posts that met it.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>The same in the account's own voice; a quoting post counts in part.</summary>
    [JsonPropertyName("o")]
    public double Own { get; set; }

    /// <summary>Different texts that met it, each weighing how far it is the account's own voice.</summary>
    [JsonPropertyName("v")]
    public List<PolicyUse.Voice> Voices { get; set; } = [];

    /// <summary>Latest posts that met it.</summary>
    [JsonPropertyName("i")]
    public List<string> PostIds { get; set; } = [];

    internal void Note(string post, double own, PolicyUse.Voice? voice)
    {
        Posts++;
        Own += own;
        Bounded.Add(PostIds, post);
        if (voice is not null) PolicyUse.Speak(Voices, voice, MostVoices);
    }
}
