namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>The profile was left as it came. Stubs, of which nothing is known, give no signal.</summary>
public sealed class DefaultProfileDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "default_profile";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.4;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var profile = account.Profile;
        if (profile.CreatedAt is null || profile.Handle is null) yield break;
        var bare = new List<string>(4);
        if (string.IsNullOrWhiteSpace(profile.Bio)) bare.Add("no description");
        if (string.IsNullOrWhiteSpace(profile.DisplayName) || profile.DisplayName == profile.Handle) bare.Add("no name of its own");
        if (profile.HasAvatar == false) bare.Add("no picture");
        if (EndsInDigits(profile.Handle)) bare.Add("a handle that ends in digits");
        if (bare.Count >= 2) yield return Found(Signal.AnyPolicy, bare.Count / 4.0, 0.7, $"The profile is bare: {string.Join(", ", bare)}.");
    }

    private static bool EndsInDigits(string handle) => handle.Length > 4 && !handle.AsSpan(handle.Length - 4).ContainsAnyExceptInRange('0', '9');
}
