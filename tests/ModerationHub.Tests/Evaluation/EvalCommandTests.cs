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

    [Fact]
    public void Accounts_apps_and_deletions_are_measured_by_what_their_columns_say()
    {
        var accounts = Directory.CreateDirectory(Path.Combine(folder, "06_accounts")).FullName;
        string Profile(int i) => $"a{i},name{i},2015-01-01T00:00:00Z,2017-01-01T00:00:00Z,{(i % 4 < 2 ? 3 : 900)},{(i % 4 < 2 ? 40 : 300)},{(i % 4 < 2 ? 20 : 5000)},{(i % 4 < 2 ? 0 : 800)},0";
        File.WriteAllLines(Path.Combine(accounts, "profiles.csv"), ["account_id,screen_name,created_at,observed_at,followers,following,posts,favourites,listed", .. Enumerable.Range(0, 200).Select(Profile)]);
        File.WriteAllLines(Path.Combine(accounts, "labels.csv"), ["account_id,is_bad,subtype,set", .. Enumerable.Range(0, 200).Select(i => $"a{i},{(i % 4 < 2 ? 1 : 0)},{(i % 4 < 2 ? "bots" : "genuine")},cresci-2017")]);
        var bots = Directory.CreateDirectory(Path.Combine(folder, "13_trend_bots")).FullName;
        File.WriteAllLines(Path.Combine(bots, "post_delete_timing.csv"), ["post_id,account_id,created_at,deleted_at,lifetime_s",
            .. Enumerable.Range(0, 6).Select(i => $"{i},gone,2022-01-01T00:00:00Z,2022-01-01T00:00:30Z,30"), .. Enumerable.Range(6, 6).Select(i => $"{i},kept,2022-01-01T00:00:00Z,2022-05-01T00:00:00Z,9999999")]);
        var (code, output, errors) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        var figures = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(r => $"{r.GetProperty("set").GetString()} {r.GetProperty("metric").GetString()}", r => r.GetProperty("figure").GetDouble());
        Assert.Equal(1, figures["06 cresci-2017 profiles F1"]);
        Assert.Equal(0.5, figures["13 post deletions recall, accounts with five posts or more"]);
        Assert.Contains("astroturf_texts", errors, StringComparison.Ordinal);
    }
}
