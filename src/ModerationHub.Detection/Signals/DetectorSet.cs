namespace ModerationHub.Detection.Signals;

/// <summary>The detectors in force, in order of their keys, so that scoring does not depend on how they were listed.</summary>
public sealed class DetectorSet
{
    private readonly Detector[] detectors;

    /// <summary>Composes a set.</summary>
    /// <exception cref="ArgumentException">Two detectors share a key.</exception>
    public DetectorSet(IEnumerable<Detector> detectors)
    {
        this.detectors = detectors.OrderBy(detector => detector.Key, StringComparer.Ordinal).ToArray();
        for (var i = 1; i < this.detectors.Length; i++)
            if (this.detectors[i].Key == this.detectors[i - 1].Key)
                throw new ArgumentException($"Two detectors have the key {this.detectors[i].Key}.", nameof(detectors));
    }

    /// <summary>Every detector of this assembly.</summary>
    public static DetectorSet Default { get; } = new(typeof(Detector).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Detector)) && !type.IsAbstract)
        .Select(type => (Detector)Activator.CreateInstance(type)!));

    /// <summary>The detectors.</summary>
    public IReadOnlyList<Detector> All => detectors;

    internal ReadOnlySpan<Detector> Span => detectors;
}
