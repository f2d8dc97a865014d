namespace ModerationHub.Components.Layout;

public enum Tone { Neutral, Good, Problem }

/// <summary>A short message. With <paramref name="Undo"/> it counts down to <paramref name="Until"/> and offers the way back.</summary>
public sealed record Toast(Guid Id, string Text, Tone Tone, DateTimeOffset Until, Func<Task>? Undo = null);

/// <summary>An imminent threat to life that somebody must acknowledge.</summary>
public sealed record Alarm(Guid CaseId, string Handle, DateTimeOffset ClimbsAt, string PagedName, string? AcknowledgedBy = null);

/// <summary>What the breaker stopped and a lead has to decide on.</summary>
public sealed record StopNotice(Guid Id, string PolicyKey, string Text);

/// <summary>What stands around every page of one circuit: short messages, alarms and stopped terms. Holds no data of its own.</summary>
public sealed class Shell(TimeProvider clock) : IDisposable
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, ITimer> timers = [];
    IReadOnlyList<Toast> toasts = [];

    public event Action? Changed;

    public IReadOnlyList<StopNotice> Stops { get; private set; } = [];

    public IReadOnlyList<Toast> Toasts => toasts;

    public IReadOnlyList<Alarm> Alarms { get; private set; } = [];

    public Guid Say(string text, Tone tone = Tone.Neutral) =>
        Show(text, tone, clock.GetUtcNow() + TimeSpan.FromSeconds(tone == Tone.Problem ? 12 : 5), undo: null);

    /// <param name="over">Called once when the time has run out unused.</param>
    public Guid OfferUndo(string text, DateTimeOffset until, Func<Task> undo, Action? over = null) => Show(text, Tone.Good, until, undo, over);

    public void Dismiss(Guid id)
    {
        lock (gate)
        {
            if (timers.Remove(id, out var timer))
                timer.Dispose();
            toasts = [.. toasts.Where(toast => toast.Id != id)];
        }
        Changed?.Invoke();
    }

    /// <summary>Runs the undo of a toast and takes the toast away at once, so that it cannot be pressed twice.</summary>
    public async Task UndoAsync(Guid id)
    {
        var undo = toasts.FirstOrDefault(toast => toast.Id == id)?.Undo;
        Dismiss(id);
        if (undo is not null)
            await undo();
    }

    public void SetAlarms(IReadOnlyList<Alarm> alarms)
    {
        Alarms = alarms;
        Changed?.Invoke();
    }

    public void SetStops(IReadOnlyList<StopNotice> stops)
    {
        Stops = stops;
        Changed?.Invoke();
    }

    Guid Show(string text, Tone tone, DateTimeOffset until, Func<Task>? undo, Action? over = null)
    {
        var toast = new Toast(Guid.CreateVersion7(clock.GetUtcNow()), text, tone, until, undo);
        lock (gate)
        {
            toasts = [.. toasts.TakeLast(3), toast];
            var rest = until - clock.GetUtcNow();
            timers[toast.Id] = clock.CreateTimer(_ =>
            {
                Dismiss(toast.Id);
                over?.Invoke();
            }, null, rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        Changed?.Invoke();
        return toast.Id;
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var timer in timers.Values)
                timer.Dispose();
            timers.Clear();
        }
    }
}
