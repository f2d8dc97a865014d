using System.Text.Json;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Evaluation;

public sealed class EvalCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-eval").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var parsed = ModerationHub.Features.Evaluation.EvalCommand.Create(output, errors).Parse(arguments);
        return (parsed.Invoke(new() { EnableDefaultExceptionHandler = false }), output.ToString(), errors.ToString());
    }

    [Fact]
    public void Prints_one_array_and_names_what_it_skips_elsewhere()
    {
        var set = Directory.CreateDirectory(Path.Combine(folder, "08_near_duplicate")).FullName;
        File.WriteAllText(Path.Combine(set, "posts.csv"), "text,post_id\nbring friends to the harbour,a\nBRING friends to the harbour!,b\n\"rain, again\",c\n");
        File.WriteAllText(Path.Combine(set, "labels.csv"), "post_id,group_id\na,g\nb,g\nc,\n");
        var (code, output, errors) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(1, rows.Single(r => r.GetProperty("metric").GetString() == "pair F1").GetProperty("figure").GetDouble());
        Assert.Contains("01_text_english: absent", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_holds_no_set_is_one_sentence()
    {
        var absent = Assert.Throws<SetupException>(() => Run(Path.Combine(folder, "none")));
        Assert.Contains("There is no folder", absent.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, absent.ExitCode);
        Assert.Throws<SetupException>(() => Run(folder));
    }

    [Fact]
    public void Without_training_rows_a_set_is_skipped()
    {
        var set = Directory.CreateDirectory(Path.Combine(folder, "01_text_english")).FullName;
        File.WriteAllText(Path.Combine(set, "test.csv"), "id,task,text,label\n1,hate,hello,0\n");
        var (code, output, errors) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("[]", output.Trim());
        Assert.Contains("01_text_english: no training rows for hate", errors, StringComparison.Ordinal);
    }
}
