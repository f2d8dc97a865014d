using ModerationHub.Benchmarks;

(string Name, string What, Func<CancellationToken, Task> Run)[] benches =
[
    ("detection", "signals of a post on one core", static _ => { DetectionBench.Run(Console.Out); return Task.CompletedTask; }),
    ("hashes", "look-ups of images within 31 bits among 1 and 10 million hashes on one core, against comparing all", static _ => { PdqBench.Run(Console.Out); return Task.CompletedTask; }),
    ("near-duplicates", "grouping 100,000, 1 and 10 million texts on one core", static _ => { NearDuplicateBench.Run(Console.Out); return Task.CompletedTask; }),
    ("images", "reading and hashing images on one core", static _ => { ImageBench.Run(Console.Out); return Task.CompletedTask; }),
    ("intake", "posts over HTTP, committed and deduplicated, against bare COPY and a do-nothing endpoint", IntakeBench.RunAsync),
    ("claim", "claim next with 1,000,000 open cases and 50 claimers, against the bare SQL", ClaimBench.RunAsync),
    ("push", "a live event to 200 clients, against a bare hub", PushBench.RunAsync),
    ("backtest", "a draft over 100,000, 1 and 10 million stored posts (HUB_BENCH_POSTS: fewer)", BacktestBench.RunAsync),
    ("learning", "learning the signals' weights and a policy's text classifier from 4,000 and 40,000 decisions on one core", LearningBench.RunAsync),
    ("shadow", "scoring with one version in shadow against none", ShadowBench.RunAsync),
    ("pipeline", "posts in, scored, candidates pushed, for five minutes on 5 million posts (HUB_BENCH_SECONDS, HUB_BENCH_POSTS, HUB_BENCH_RATE)", PipelineBench.RunAsync),
];

var chosen = args.Length == 0 ? benches : [.. benches.Where(b => args.Contains(b.Name, StringComparer.OrdinalIgnoreCase))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No benchmark is named so; there are: {string.Join(", ", benches.Select(b => b.Name))}.");
    return 64;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
foreach (var bench in chosen)
{
    Console.WriteLine();
    Console.WriteLine($"## {bench.Name}: {bench.What}");
    await bench.Run(stop.Token);
}
return 0;
