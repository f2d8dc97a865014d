using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ModerationHub.Infrastructure.CommandLine;
using Spectre.Console;

namespace ModerationHub.Features.Evaluation;

/// <summary>`hub eval DIR [--train DIR2] [--json]`: measures detection on labelled sets; needs no database.</summary>
public static class EvalCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create() => Create(Console.Out, Console.Error);

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder with the labelled sets (01_text_english, 02_text_multilingual, …)." };
        var train = new Option<string?>("--train") { Description = "Another such folder; everything in it may train, everything in DIR is only measured." };
        var json = new Option<bool>("--json") { Description = "One JSON array on standard output and nothing else." };
        var command = new Command("eval", "Measures detection quality on labelled data sets.") { folder, train, json };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(train), parsed.GetValue(json), output, errors));
        return command;
    }

    static int Run(string folder, string? train, bool json, TextWriter output, TextWriter errors)
    {
        foreach (var named in new[] { folder, train })
            if (named is not null && !Directory.Exists(named))
                throw Refused($"There is no folder {named}: name one with the labelled sets (01_text_english and so on).");
        var sets = EvalSets.All.Where(set => Directory.Exists(Path.Combine(folder, set.Folder))).ToList();
        if (sets.Count == 0)
            throw Refused($"The folder {folder} holds none of the sets that can be measured: {string.Join(", ", EvalSets.All.Select(s => s.Folder))}.");
        var rows = new List<EvalRow>();
        var broken = false;
        var skipped = new List<string>(EvalSets.All.Except(sets).Select(set => $"{set.Folder}: absent"));
        // The same folder twice would measure what was trained on.
        if (train is not null && Path.GetFullPath(train).TrimEnd('/') == Path.GetFullPath(folder).TrimEnd('/')) train = null;
        var source = new EvalSource(folder, train);
        foreach (var set in sets)
        {
            var before = rows.Count;
            foreach (var measure in set.Measures)
                try
                {
                    foreach (var row in measure(source, reason => skipped.Add($"{set.Folder}: {reason}")))
                        if (double.IsFinite(row.Figure)) rows.Add(row);
                        else skipped.Add($"{set.Folder}: nothing to measure for {row.Set}, {row.Language}, {row.Metric}");
                }
#pragma warning disable CA1031 // Whatever a set holds that nobody thought of, the others are measured all the same.
                catch (Exception odd) when (odd is not OutOfMemoryException)
#pragma warning restore CA1031
                {
                    skipped.Add($"{set.Folder}: {(odd is SetupException ? "" : $"{odd.GetType().Name}: ")}{odd.Message}");
                    broken = true;
                }
            skipped.AddRange(source.Damaged.Select(damage => $"{set.Folder}: {damage}"));
            source.Damaged.Clear();
            if (rows.Count == before) skipped.Add($"{set.Folder}: nothing to measure");
        }
        var notes = json ? errors : output;
        if (json) output.WriteLine(JsonSerializer.Serialize(rows, Json));
        else Table(rows, output);
        foreach (var line in EvalAims.Judge(rows)) notes.WriteLine(line);
        foreach (var line in skipped.Distinct().Order(StringComparer.Ordinal)) notes.WriteLine($"Skipped {line}");
        return rows.Count == 0 && broken ? ExitCode.Failed : ExitCode.Done;

        SetupException Refused(string why)
        {
            if (json) output.WriteLine("[]");
            return new SetupException(ExitCode.Usage, why);
        }
    }

    static void Table(List<EvalRow> rows, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected) console.Profile.Width = 140;
        var table = new Table().AddColumns("Set", "Language", "Metric", "Figure", "n", "Published baseline");
        foreach (var row in rows)
            table.AddRow(Cell(row.Set), Cell(row.Language), Cell(row.Metric), Cell(row.Figure.ToString("0.0000", CultureInfo.InvariantCulture)),
                Cell(row.N.ToString(CultureInfo.InvariantCulture)), Cell(row.Baseline ?? "none known"));
        console.Write(table);
    }

    static Markup Cell(string text) => new(Markup.Escape(text));
}
