namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Accounts created together whose handles follow one pattern, far more than on other days: one word with running numbers, one
/// word with different numbers, or one form. A name is never evidence by itself: it only supports, and little.
/// </summary>
public sealed class HandleSeriesDetector : Detector
{
    private const int FewestInOrder = 4;
    private const int FewestOfWord = 6;
    private const int FewestOfForm = 15;
    private const double TimesFewest = 4;
    private const double TimesUsual = 4;
    private const int FewestOthers = 100;

    /// <inheritdoc />
    public override string Key => "handle_series";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.6;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Profile is not { CreatedAt: { } created, Handle: { } handle }) yield break;
        var (word, form) = account.Context.Handles.Observe(account.Profile.Id, handle, created);
        if (IsUnusual(word) && word.InOrder >= FewestInOrder)
            yield return Found(Signal.AnyPolicy, Strength(word.InOrder, FewestInOrder), 0.8,
                $"{word.InOrder} accounts created within twelve hours of it have the handle {Quoted.Of(word.Pattern)} with running numbers.");
        if (IsUnusual(word) && word.Accounts >= FewestOfWord && word.Others >= FewestOthers)
            yield return Found(Signal.AnyPolicy, Strength(word.Accounts, FewestOfWord), 0.6,
                $"{word.Accounts} accounts created within twelve hours of it have the handle {Quoted.Of(word.Pattern)} with different numbers; a day usually brings {word.Usual:0.#}.");
        if (IsUnusual(form) && form.Accounts >= FewestOfForm && form.Others >= FewestOthers)
            yield return Found(Signal.AnyPolicy, Strength(form.Accounts, FewestOfForm), 0.5,
                $"{form.Accounts} accounts created within twelve hours of it have a handle of exactly the form {Quoted.Of(form.Pattern)}; a day usually brings {form.Usual:0.#}.");
    }

    private static bool IsUnusual(HandleSeries series) => series.Accounts >= TimesUsual * series.Usual;

    private static double Strength(int number, int fewest) => (number - fewest + 2.0) / ((TimesFewest * fewest) - fewest + 2);
}
