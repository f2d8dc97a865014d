using System.Diagnostics.Metrics;

namespace ModerationHub.Features.Scoring;

/// <summary>Figures of scoring. The gauges tell what <see cref="ScoringHealth"/> saw last.</summary>
public sealed class ScoringMetrics
{
    public const string MeterName = "ModerationHub.Scoring";

    readonly Counter<long> _posts;
    readonly Counter<long> _setAside;
    readonly Histogram<double> _batch;
    readonly Histogram<double> _delay;

    public ScoringMetrics(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        _posts = meter.CreateCounter<long>("hub.scoring.posts", "{post}", "Posts scored");
        _setAside = meter.CreateCounter<long>("hub.scoring.set_aside", "{row}", "Rows that could not be scored");
        _batch = meter.CreateHistogram<double>("hub.scoring.batch.duration", "s", "Time that a batch took");
        _delay = meter.CreateHistogram<double>("hub.scoring.delay", "s", "From receipt of a batch's oldest chunk to its commit");
        meter.CreateObservableGauge("hub.scoring.backlog", () => Seen?.Backlog ?? 0, "{post}", "Posts that wait");
        meter.CreateObservableGauge("hub.scoring.oldest.age", () => Seen?.AgeAt(time.GetUtcNow()).TotalSeconds ?? 0, "s", "Age of the oldest post that waits");
    }

    internal ScoringState? Seen { get; set; }

    public void Scored(int platform, int posts, int setAside, TimeSpan took, TimeSpan? delay)
    {
        var tag = new KeyValuePair<string, object?>("platform", platform);
        _posts.Add(posts, tag);
        if (setAside > 0)
            _setAside.Add(setAside, tag);
        _batch.Record(took.TotalSeconds, tag);
        if (delay is { } d)
            _delay.Record(d.TotalSeconds, tag);
    }
}
