using System.Runtime.InteropServices;

namespace ModerationHub.Detection.Text;

/// <summary>A weighted set of terms of unit length, so that a product of two is their cosine, 0–1.</summary>
public sealed class SparseVector
{
    private readonly Dictionary<ulong, double> weights;

    internal SparseVector(Dictionary<ulong, double> weights)
    {
        var length = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
        this.weights = length > 0 ? weights.ToDictionary(pair => pair.Key, pair => pair.Value / length) : [];
    }

    /// <summary>Terms and their weights.</summary>
    public IReadOnlyDictionary<ulong, double> Weights => weights;

    /// <summary>Cosine of the two, 0–1; 0 when either is empty.</summary>
    public double Cosine(SparseVector other)
    {
        var (few, many) = weights.Count <= other.weights.Count ? (weights, other.weights) : (other.weights, weights);
        var sum = 0.0;
        foreach (var (term, weight) in few) sum += weight * many.GetValueOrDefault(term);
        return Math.Min(1, sum);
    }
}

/// <summary>
/// What each term is worth: a term counts the logarithm of how often it occurs and of how few documents have it (Salton and Buckley
/// 1988). Terms are 64-bit hashes.
/// </summary>
public sealed class TermWeights
{
    private readonly Dictionary<ulong, int> documents = [];
    private readonly int count;

    /// <summary>Counts the documents that hold each term.</summary>
    public TermWeights(IEnumerable<IEnumerable<ulong>> collection)
    {
        foreach (var document in collection)
        {
            count++;
            foreach (var term in document.ToHashSet()) CollectionsMarshal.GetValueRefOrAddDefault(documents, term, out _)++;
        }
    }

    /// <summary>The vector of a document, of this collection or another; a term that all documents have is worth nothing.</summary>
    public SparseVector Of(IEnumerable<ulong> document)
    {
        var weights = new Dictionary<ulong, double>();
        foreach (var term in document) CollectionsMarshal.GetValueRefOrAddDefault(weights, term, out _)++;
        foreach (var (term, times) in weights) weights[term] = (1 + Math.Log(times)) * Math.Log((count + 1.0) / (documents.GetValueOrDefault(term) + 1));
        return new SparseVector(weights);
    }

    /// <summary>A term of some letters (FNV-1a): the same on every machine.</summary>
    public static ulong Term(ReadOnlySpan<char> letters)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in letters) hash = (hash ^ letter) * 0x100000001B3UL;
        return hash;
    }
}
