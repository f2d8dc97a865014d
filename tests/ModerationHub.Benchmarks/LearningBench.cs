using System.Diagnostics;
using System.Globalization;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Harness;

namespace ModerationHub.Benchmarks;

/// <summary>How long learning takes on one core, from as many decisions as a small and a large team make in a year.</summary>
public static class LearningBench
{
    private static readonly int[] Sizes = [4_000, 40_000];

    private static readonly string[] Words = ("harbour lantern morning river coffee window market bridge silver garden weather ticket football music " +
        "travel photo friend school winter station evening cloud paper kitchen road مساء الخير السوق النهر الجسر المدينة القهوة صباح الحديقة مطر " +
        "река утро город мост кофе зима дорога música ciudad jardín lluvia çarşı köprü şehir").Split(' ');

    public static Task RunAsync(CancellationToken cancellation)
    {
        Table.Header("what is learned", "from", "time", "of it on the processor", "allocated");
        foreach (var size in Sizes)
        {
            var decisions = Decisions(size);
            Measure("the signals' weights", $"{size:N0} decisions", () => RiskTrainer.Fit(RiskTrainingInput.Of(new RiskParameters(), LearnedWeights.None, decisions)));
            cancellation.ThrowIfCancellationRequested();
            var texts = Texts(size);
            Measure("a policy's text classifier, threshold and calibration included", $"{size:N0} texts", () => TextClassifierTrainer.Train([.. texts.Select(t => TextExample.Of(t.Text, t.Positive))]));
            cancellation.ThrowIfCancellationRequested();
        }
        return Task.CompletedTask;
    }

    private static void Measure(string what, string from, Action learn)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        learn();
        Table.Row(what, from, string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.00} s"),
            string.Create(CultureInfo.InvariantCulture, $"{(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.00} s"),
            string.Create(CultureInfo.InvariantCulture, $"{(GC.GetAllocatedBytesForCurrentThread() - before) / 1e6:0} MB"));
    }

    // Two to six findings each; the stronger they are together the likelier people found a breach.
    private static RiskDecision[] Decisions(int count)
    {
        var random = new Random(7);
        Detector[] all = [.. DetectorSet.Default.All];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            random.Shuffle(all);
            var findings = all.Take(random.Next(2, 7)).Select(d => new RiskFinding(d.Key, d.Kind, Math.Round(random.NextDouble(), 3))).ToArray();
            return new RiskDecision($"{i:00000000}", $"account-{i}", random.NextDouble() < findings.Average(f => f.Strength), true, findings);
        })];
    }

    // Every third breaks the policy: it uses a few words that the others seldom use.
    private static (string Text, bool Positive)[] Texts(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var words = Enumerable.Range(0, 20).Select(_ => Words[random.Next(Words.Length)]).ToList();
            if (random.Next(100) < (i % 3 == 0 ? 90 : 3)) words.Insert(random.Next(words.Count), $"slogan{random.Next(40)} of ash");
            return (string.Join(' ', words), i % 3 == 0);
        })];
    }
}
