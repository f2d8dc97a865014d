using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ModerationHub.Infrastructure.CommandLine;
using Spectre.Console;

namespace ModerationHub.Features.Intake.Import;

/// <summary>
/// `hub import`: streams a file into a running hub. As the API does, it ends well when some rows were rejected (the summary says how
/// many, and they lie in FILE.rejected.ndjson): with 0 when the file was read to its end, with 1 when no row was taken or known or the
/// file broke off; 69 when the hub cannot be reached, 77 when it does not accept the key.
/// </summary>
public static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "CSV or NDJSON, plain or gzip." };
        var kind = new Option<string>("--kind") { Description = "What the rows are.", Required = true, HelpName = string.Join('|', ImportKind.All.Select(each => each.Name)) };
        kind.AcceptOnlyFromAmong([.. ImportKind.All.Select(each => each.Name)]);
        var url = new Option<string?>("--url") { Description = "Address of the hub (else HUB_URL, else the hub that runs from this folder).", HelpName = "URL" };
        var key = new Option<string?>("--key") { Description = "API key with the scope intake (else HUB_API_KEY, else that hub's).", HelpName = "KEY" };
        var map = new Option<string[]>("--map") { Description = "Which column fills a field; may be given several times.", HelpName = "FIELD=COLUMN", AllowMultipleArgumentsPerToken = true };
        var command = new Command("import", "Streams a file into a running hub through its API; safe to run again.") { file, kind, url, key, map };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var target = ImportTarget.Resolve(parsed.GetValue(url), parsed.GetValue(key), Environment.GetEnvironmentVariable,
                Environment.CurrentDirectory, AppContext.BaseDirectory);
            var chosen = ImportKind.All.First(each => each.Name == parsed.GetValue(kind));
            // Who types a wrong address waits a moment for the answer, not half a minute.
            using var client = new IntakeClient(target.Hub, target.Key, TimeProvider.System) { FirstAttempts = 3 };
            return await RunAsync(parsed.GetValue(file)!, chosen, Pairs(parsed.GetValue(map) ?? []), client, AnsiConsole.Console, Console.Error, signals.Token);
        });
        return command;
    }

    public static async Task<int> RunAsync(string path, ImportKind kind, IReadOnlyDictionary<string, string> map,
        IntakeClient client, IAnsiConsole console, TextWriter errors, CancellationToken cancel)
    {
        await using var rejected = new RejectedRows(path + ".rejected.ndjson");
        var importer = new Importer(client, kind, rejected, TimeProvider.System);
        var started = Stopwatch.StartNew();
        var exit = ExitCode.Done;
        try
        {
            using var file = ImportFile.Open(path);
            var rows = file.Rows(new ColumnMap(kind, map));
            rejected.Clear();
            await ImportProgress.ShowAsync(console, kind, file, importer, () => importer.RunAsync(rows, cancel));
        }
        catch (Exception problem) when (problem is ImportException or IntakeRefusedException)
        {
            await errors.WriteLineAsync(problem.Message);
            exit = (problem as IntakeRefusedException)?.Status switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
                null when problem is IntakeRefusedException => ExitCode.Unavailable,
                _ => ExitCode.Failed,
            };
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await errors.WriteLineAsync("Stopped; run it again to go on, nothing is taken twice.");
            exit = ExitCode.Failed;
        }
        var totals = importer.Totals;
        if (totals.Rows > 0 || exit == ExitCode.Done) Summarise(console.Profile.Out.Writer, kind, importer, started.Elapsed, rejected);
        return totals.Rejected > 0 && totals.Rejected == totals.Rows && exit == ExitCode.Done ? ExitCode.Failed : exit;
    }

    static void Summarise(TextWriter output, ImportKind kind, Importer importer, TimeSpan took, RejectedRows rejected)
    {
        var totals = importer.Totals;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind.Name}: {totals.Rows:N0} rows in {took.TotalSeconds:N1} s ({totals.Rows / Math.Max(took.TotalSeconds, 0.001):N0} rows/s): {totals.Accepted:N0} accepted, {totals.Updated:N0} updated, {totals.Duplicates:N0} duplicates, {totals.Rejected:N0} rejected"));
        if (importer.KeptDays is { } days && totals.Old > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{totals.Old:N0} of these posts are older than the {days} days that this platform keeps. They leave {days} days after they came in: those of today after {importer.LeavesAt:yyyy-MM-dd}. Administration > Settings keeps them longer."));
        if (rejected.Count > 0) output.WriteLine($"Rejected rows and reasons: {rejected.Path}");
        if (totals.Rejected > rejected.Count)
            output.WriteLine($"The hub named no reason for {(totals.Rejected - rejected.Count).ToString("N0", CultureInfo.InvariantCulture)} more.");
    }

    static Dictionary<string, string> Pairs(IEnumerable<string> given)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in given)
        {
            var halves = pair.Split('=', 2);
            if (halves.Length != 2 || halves[0].Length == 0 || halves[1].Length == 0)
                throw new SetupException(ExitCode.Usage, $"--map takes FIELD=COLUMN, for instance id=tweet_id; '{pair}' is not one.");
            pairs[halves[0]] = halves[1];
        }
        return pairs;
    }
}
