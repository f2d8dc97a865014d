using System.Globalization;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Coordination;

/// <summary>A post, as far as it shows what accounts do in common.</summary>
/// <param name="Account">Who posted.</param>
/// <param name="At">When.</param>
/// <param name="Text">The text.</param>
/// <param name="Hashtags">Its hashtags without '#'.</param>
public sealed record SharedPost(string Account, DateTimeOffset At, string Text, IReadOnlyList<string> Hashtags);

/// <summary>
/// How much an account does the same as its nearest neighbours: each account is a set of what it did, weighted by how few accounts did
/// it too, and neighbours are compared by cosine (Pacheco et al., ICWSM 2021). Two layers: the same text within about an hour, and the same
/// hashtags. People who speak about the same things openly look alike too: the number ranks accounts and convicts none.
/// </summary>
public static class SharedActivity
{
    private const int ShortestText = 24;
    private const int Nearest = 3;
    private const int MostAccounts = 1_000;
    private const long Slot = 3600;

    /// <summary>The sum over both layers of the mean similarity to the three nearest neighbours, 0–2, of each account.</summary>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<SharedPost> posts)
    {
        var texts = Layer(posts.SelectMany(Texts));
        var tags = Layer(posts.SelectMany(post => post.Hashtags.Select(tag => (post.Account, TermWeights.Term(tag.ToLowerInvariant())))));
        return posts.Select(post => post.Account).Distinct(StringComparer.Ordinal).ToDictionary(account => account, account => texts.GetValueOrDefault(account) + tags.GetValueOrDefault(account), StringComparer.Ordinal);
    }

    // Two hours that overlap by half: whatever lies within half an hour of each other meets in one of them.
    private static IEnumerable<(string Account, ulong Did)> Texts(SharedPost post)
    {
        var text = new NormalisedText();
        TextNormaliser.Normalise(post.Text, text);
        var words = NearDuplicate.WithoutLinks(text);
        if (words.Length < ShortestText) yield break;
        var at = post.At.ToUnixTimeSeconds();
        yield return (post.Account, TermWeights.Term(string.Create(CultureInfo.InvariantCulture, $"{at / Slot} {words}")));
        yield return (post.Account, TermWeights.Term(string.Create(CultureInfo.InvariantCulture, $"~{(at + (Slot / 2)) / Slot} {words}")));
    }

    private static Dictionary<string, double> Layer(IEnumerable<(string Account, ulong Did)> acts)
    {
        var done = acts.GroupBy(act => act.Account, act => act.Did, StringComparer.Ordinal).Select(account => (Account: account.Key, Did: account.ToArray())).ToArray();
        var weights = new TermWeights(done.Select(account => account.Did));
        var vectors = done.Select(account => weights.Of(account.Did)).ToArray();
        var doers = new Dictionary<ulong, List<int>>();
        for (var i = 0; i < vectors.Length; i++)
            foreach (var did in vectors[i].Weights.Keys)
            {
                if (!doers.TryGetValue(did, out var all)) doers.Add(did, all = []);
                all.Add(i);
            }
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        var near = new double[vectors.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            Array.Clear(near);
            foreach (var (did, weight) in vectors[i].Weights)
                if (doers[did] is { Count: <= MostAccounts } others)
                    foreach (var other in others)
                        if (other != i) near[other] += weight * vectors[other].Weights[did];
            found[done[i].Account] = near.OrderDescending().Take(Nearest).Sum() / Nearest;
        }
        return found;
    }
}
