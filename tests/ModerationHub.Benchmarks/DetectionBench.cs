using System.Diagnostics;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Benchmarks;

/// <summary>Time and memory of the per-post work on one core, over invented posts of about 150 units in four scripts.</summary>
public static class DetectionBench
{
    private const int Posts = 40_000;
    private const int Accounts = 2_000;
    private const int Rounds = 5;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Words = ("harbour lantern morning river coffee window market bridge silver garden weather ticket football music " +
        "travel photo friend school winter station evening cloud paper kitchen road مساء الخير السوق النهر الجسر المدينة القهوة صباح الحديقة مطر " +
        "река утро город мост кофе зима дорога música ciudad jardín lluvia çarşı köprü şehir").Split(' ');

    /// <summary>Runs all measurements and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        var texts = Texts();
        var terms = Terms(2_000);
        var matcher = TermMatcher.Compile(terms);
        var buffer = new NormalisedText();
        var hits = new List<TermHit>();
        var minima = new uint[MinHash.Size];
        output.WriteLine($"{texts.Average(text => text.Length):0} units a post, {terms.Length} terms");
        Measure(output, "normalise", texts, text => TextNormaliser.Normalise(text, buffer));
        Measure(output, "normalise + match", texts, text =>
        {
            TextNormaliser.Normalise(text, buffer);
            hits.Clear();
            matcher.Match(buffer, hits);
        });
        Measure(output, "normalise + minhash", texts, text =>
        {
            TextNormaliser.Normalise(text, buffer);
            NearDuplicate.Sign(buffer, minima);
        });
        Measure(output, "entities", texts, text => Entities.Extract(text));
        foreach (var batch in (int[])[1, 5, 20])
        {
            Score(output, texts, matcher, batch, 0);
            Score(output, texts, matcher, batch, 0, Rules());
        }
        foreach (var models in (int[])[1, 2])
        {
            Score(output, texts, matcher, 20, models);
            Score(output, texts, matcher, 20, models, Rules());
        }
    }

    private static void Score(TextWriter output, string[] texts, TermMatcher matcher, int batch, int models, RuleSet? rules = null)
    {
        var scorer = new AccountScorer();
        var features = new byte[]?[Accounts];
        string[] policies = ["violent_groups", "manipulation"];
        TextModel[] learned = [.. policies.Take(models).Select(policy => new LearnedTextModel(policy, "v1", Learned(texts)))];
        ScoringContext Context() => new([new("violent_groups", new RiskParameters()), new("manipulation", new RiskParameters(), ConductAlone: true)], matcher, textModels: learned) { Rules = rules ?? RuleSet.Empty };
        var context = Context();
        void Pass()
        {
            for (var i = 0; i < texts.Length; i += batch)
            {
                var account = i / batch % Accounts;
                var posts = new PostInput[Math.Min(batch, texts.Length - i)];
                for (var k = 0; k < posts.Length; k++)
                    posts[k] = new PostInput($"p{i + k}", Start.AddSeconds(i + k), texts[i + k]) { Client = $"app {i % 5}" };
                var profile = new AccountProfile($"a{account}", $"user_{account}") { CreatedAt = Start.AddMinutes(-account), Bio = "lanterns" };
                var result = scorer.Apply(profile, AccountFeatures.FromUtf8(features[account]), default, posts, context, Start);
                features[account] = result.Features.ToUtf8();
            }
        }

        Best(output, $"score, {batch} posts an account, {models} text models, {rules?.Rules.Count ?? 0} rules", texts.Length, () =>
        {
            Array.Clear(features);
            context = Context();
            Pass();
        });
        output.WriteLine($"  features: mean {features.Average(json => json!.Length):0}, largest {features.Max(json => json!.Length)} bytes");
    }

    // As many rules and patterns as a version may hold, with words, tags, links, counts and what accounts are like.
    private static RuleSet Rules() => RuleSet.Compile(Enumerable.Range(0, RuleChecker.MostRules).Select(i => ("violent_groups", new PolicyRule(
        new Guid(i + 1, 0, 0, new byte[8]).ToString(), $"rule {i}", 0.5, new GroupCondition(GroupKind.All,
        [
            new FieldCondition("account.age_days", RuleField.AtMost, RuleValue.Of(400 + i)),
            (i % 4) switch
            {
                0 => new FieldCondition("post.text", RuleField.Matches, RuleValue.Of($@"slogan{i * 7}\d* of (ash|embers|cinders) .*harbou?r{i}")),
                1 => new FieldCondition("post.text", RuleField.Contains, RuleValue.Of($"lantern harbour {i}")),
                2 => new GroupCondition(GroupKind.Any, [new FieldCondition("post.hashtag", RuleField.Is, RuleValue.Of($"lantern{i}")), new FieldCondition("post.link_domain", RuleField.Is, RuleValue.Of($"cinder{i}.example"))]),
                _ => new CountCondition("24h", 5, new GroupCondition(GroupKind.All, [new FieldCondition("post.text", RuleField.Contains, RuleValue.Of(Words[i % 8]))])),
            },
        ])))).Where((_, i) => i % 4 != 3 || i < 4 * RuleChecker.MostCounts));

    // Every tenth text is labelled positive, as about as many use a bank's terms.
    private static TextClassifier Learned(string[] texts) =>
        TextClassifierTrainer.Train([.. texts.Take(10_000).Select(text => TextExample.Of(text, text.Contains("slogan", StringComparison.Ordinal)))]);

    private static void Measure(TextWriter output, string name, string[] texts, Action<string> work) => Best(output, name, texts.Length, () =>
    {
        foreach (var text in texts) work(text);
    });

    // The best of a few rounds is what the work costs; the rest is what else the machine was doing.
    private static void Best(TextWriter output, string name, int count, Action round)
    {
        var (best, bytes) = (TimeSpan.MaxValue, 0L);
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            round();
            if (clock.Elapsed < best) (best, bytes) = (clock.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        output.WriteLine($"{name,-45} {best.TotalMicroseconds / count,7:0.00} µs/post {count / best.TotalSeconds,10:0} posts/s {bytes / count,7} B/post");
    }

    private static string[] Texts()
    {
        var random = new Random(7);
        return Enumerable.Range(0, Posts).Select(i =>
        {
            var words = Enumerable.Range(0, 20).Select(_ => Words[random.Next(Words.Length)]).ToList();
            if (i % 3 == 0) words.Add("#" + Words[random.Next(Words.Length)] + i % 50);
            if (i % 4 == 0) words.Add("https://lantern.example/" + i);
            if (i % 10 == 0) words.Insert(3, $"slogan{i % 2_000} of ash");
            return string.Join(' ', words);
        }).ToArray();
    }

    private static Term[] Terms(int count) => Enumerable.Range(0, count)
        .Select(i => new Term($"t{i}", "slogans", "violent_groups", i % 2 == 0 ? $"slogan{i} of ash" : $"harbour {i} رماد")).ToArray();
}
