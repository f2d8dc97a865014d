using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace ModerationHub.Features.Intake.Import;

/// <summary>A bar by bytes of the file, with rows and rows a second; silent when nobody watches.</summary>
static class ImportProgress
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);

    public static async Task ShowAsync(IAnsiConsole console, ImportKind kind, ImportFile file, Importer importer, Func<Task> work)
    {
        if (!console.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            await work();
            return;
        }
        await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(kind.Name, maxValue: Math.Max(1, file.Length));
                var started = Stopwatch.StartNew();
                var running = work();
                while (!running.IsCompleted)
                {
                    await Task.WhenAny(running, Task.Delay(Beat));
                    if (running.IsCompleted) break;
                    bar.Value = file.Position;
                    var rows = importer.Totals.Rows;
                    bar.Description = string.Create(CultureInfo.InvariantCulture, $"{kind.Name} {rows:N0} rows, {rows / started.Elapsed.TotalSeconds:N0} rows/s");
                }
                await running;
                bar.Value = bar.MaxValue;
            });
    }
}
