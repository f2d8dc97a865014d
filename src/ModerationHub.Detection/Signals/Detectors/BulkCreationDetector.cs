namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>The account was created in an hour that brought many more accounts with a handle of the same shape than usual.</summary>
public sealed class BulkCreationDetector : Detector
{
    private const int Fewest = 10;
    private const int Full = 40;
    private const double TimesUsual = 4;

    /// <inheritdoc />
    public override string Key => "bulk_creation";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.8;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Profile is not { CreatedAt: { } created, Handle: { } handle }) yield break;
        var alike = account.Context.Creations.Observe(account.Profile.Id, handle, created, out var usual);
        if (alike < Fewest || alike < TimesUsual * usual) yield break;
        yield return Found(Signal.AnyPolicy, (alike - Fewest + 1.0) / (Full - Fewest + 1), 0.7,
            $"{alike} accounts with a handle of the same shape were created within the same hour; an hour usually brings {usual:0.#}.");
    }
}
