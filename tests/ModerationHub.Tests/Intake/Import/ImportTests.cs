using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModerationHub.Features.Intake.Import;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Tests.Intake.Import;

public sealed class ImportTests : IDisposable
{
    readonly ImportRun _import = new();

    public void Dispose() => _import.Dispose();

    static string Csv(int rows) => "post_id,account_id,created_at,text\n"
        + string.Concat(Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i},a{i % 9},2016-02-01 00:45:00,\"Line, {i}\"\n")));

    [Fact]
    public async Task Columns_of_common_data_sets_need_no_map()
    {
        var exit = await _import.OfAsync(ImportKind.Posts, """
            post_id,account_id,created_at,lang,is_repost,hashtags,urls,text
            p1,a1,2016-02-01 00:45:00,en,0,bread salt,https://a.example/1 https://b.example/2,"Bread, ""salt"" and
            a second line"
            """);
        Assert.Equal(0, exit);
        var row = Assert.Single(_import.Hub.Rows);
        Assert.Equal("""{"id":"p1","account_id":"a1","created_at":"2016-02-01T00:45:00+00:00","language":"en","hashtags":["bread","salt"],"urls":["https://a.example/1","https://b.example/2"],"text":"Bread, \"salt\" and\na second line"}""",
            row.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("Bearer secret", _import.Hub.Key);
    }

    [Fact]
    public async Task Posts_older_than_the_platform_keeps_are_counted_with_the_day_on_which_they_leave()
    {
        await _import.OfAsync(ImportKind.Posts, Csv(3));
        Assert.DoesNotContain("older", _import.Output, StringComparison.Ordinal);
        _import.Hub.KeptDays = 90;
        var recent = string.Create(CultureInfo.InvariantCulture, $"fresh,a1,{TimeProvider.System.GetUtcNow().AddDays(-1):O},x\n");
        await _import.OfAsync(ImportKind.Posts, Csv(4) + recent + ",a1,2016-02-01 00:45:00,no id\n");

        var leaves = TimeProvider.System.GetUtcNow().AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Contains($"4 of these posts are older than the 90 days that this platform keeps. They leave 90 days after they came in: those of today after {leaves}.", _import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_refused_in_words()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}");
        Assert.Contains("is a pipe", Assert.Throws<ImportException>(() => ImportFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_get_numbers_and_flags()
    {
        await _import.OfAsync(ImportKind.Accounts, "account_id,handle,followers,following,posts_total,posts_in_set,verified\na1,some_one,63466,285.0,8055,198,True\n");
        Assert.Equal("""{"id":"a1","handle":"some_one","followers":63466,"following":285,"posts":8055,"verified":true}""", Assert.Single(_import.Hub.Rows).ToJsonString());
    }

    [Fact]
    public async Task A_row_that_begins_with_a_hashtag_is_no_comment()
    {
        await _import.OfAsync(ImportKind.Posts, "text,post_id,account_id,created_at\n#lantern tonight,p1,a1,2016-02-01 00:45:00\nplain,p2,a1,2016-02-01 00:45:00\n");
        Assert.Equal(["#lantern tonight", "plain"], _import.Hub.Rows.Select(row => (string?)row["text"]));
    }

    [Fact]
    public async Task A_map_wins_over_names_and_aliases()
    {
        await _import.OfAsync(ImportKind.Posts, "id,key,who,when,text\nx,p1,a1,1454287500,Hello\n", ("id", "key"), ("account_id", "who"), ("created_at", "when"));
        Assert.Equal("""{"id":"p1","account_id":"a1","created_at":"2016-02-01T00:45:00+00:00","text":"Hello"}""", Assert.Single(_import.Hub.Rows).ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_map_to_a_column_or_field_that_is_not_there_says_so()
    {
        Assert.Equal(1, await _import.OfAsync(ImportKind.Posts, Csv(1), ("text", "words")));
        Assert.Contains("The file has no column 'words'; it has post_id, account_id, created_at, text.", _import.Output, StringComparison.Ordinal);
        Assert.Equal(1, await _import.OfAsync(ImportKind.Posts, Csv(1), ("body", "text")));
        Assert.Contains("There is no field 'body' in posts", _import.Output, StringComparison.Ordinal);
        Assert.Empty(_import.Hub.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_run_finds_only_duplicates(bool zipped)
    {
        var content = zipped ? ImportRun.Zip(Csv(4500)) : Encoding.UTF8.GetBytes(Csv(4500));
        Assert.Equal(0, await _import.OfAsync(ImportKind.Posts, content));
        Assert.Contains("4,500 accepted, 0 updated, 0 duplicates, 0 rejected", _import.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _import.OfAsync(ImportKind.Posts, content));
        Assert.Contains("0 accepted, 0 updated, 4,500 duplicates, 0 rejected", _import.Output, StringComparison.Ordinal);
        Assert.All(_import.Hub.Requests, request => Assert.InRange(request.Rows.Length, 1, 2000));
    }

    [Fact]
    public async Task Rejected_rows_are_kept_with_reason_and_place()
    {
        Assert.Equal(ExitCode.Done, await _import.OfAsync(ImportKind.Posts, $"id,account_id,created_at\np1,a1,2016-02-01\n,a1,2016-02-01\np3,a1\n{new string('x', 129)},a1,2016-02-01\np5,a1,2016-02-01\n"));
        Assert.Contains("2 accepted, 0 updated, 0 duplicates, 3 rejected", _import.Output, StringComparison.Ordinal);
        var rejected = _import.Rejected.Select(line => JsonNode.Parse(line)!).OrderBy(line => (int)line["row"]!).ToArray();
        Assert.Equal([2, 3, 4], rejected.Select(line => (int)line["row"]!));
        Assert.Equal("id", (string?)rejected[0]["field"]);
        Assert.Equal("The row has 2 cells, the header 3.", (string?)rejected[1]["message"]);
        Assert.Equal("a1", (string?)rejected[2]["record"]!["account_id"]);
    }

    [Fact]
    public async Task An_older_runs_rejects_do_not_stay()
    {
        await _import.OfAsync(ImportKind.Posts, "id,account_id\n,a1\np2,a1\n");
        Assert.Single(_import.Rejected);
        await _import.OfAsync(ImportKind.Posts, "id,account_id\np3,a1\n");
        Assert.Empty(_import.Rejected);
    }

    [Fact]
    public async Task When_every_row_is_bad_the_exit_code_says_so()
    {
        Assert.Equal(1, await _import.OfAsync(ImportKind.Posts, "id,account_id\n,a1\n,a2\n"));
        Assert.Equal(2, _import.Rejected.Length);
    }

    [Fact]
    public async Task Ndjson_passes_with_aliases_and_bad_lines_set_aside()
    {
        var exit = await _import.OfAsync(ImportKind.Posts, """
            {"post_id":"p1","account_id":"a1","created_at":"2016-02-01 00:45:00","media":[{"id":"m1","type":"photo"}],"hashtags":["bread"],"is_repost":false}
            {"post_id":"p2",
            [1,2]

            {"id":"p3","account_id":"a\u0000b","created_at":"2016-02-01T00:45:00Z","text":"half \ud800 a pair"}
            """);
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal(["""{"id":"p1","account_id":"a1","created_at":"2016-02-01T00:45:00+00:00","media":[{"id":"m1","type":"photo"}],"hashtags":["bread"]}""", "p3"],
            [_import.Hub.Rows.First().ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal), FakeHub.Text(_import.Hub.Rows.Last(), "id")]);
        Assert.Equal([2, 3], _import.Rejected.Select(line => (int)JsonNode.Parse(line)!["row"]!));
    }

    [Fact]
    public async Task Ndjson_of_data_sets_with_numbers_for_ids_and_times_and_a_name_twice_is_taken()
    {
        await _import.OfAsync(ImportKind.Posts, """{"id":1,"account_id":12345678901234567890,"created_at":1454287500,"id":7,"text":"first","mentions":[3,"a4"],"text":"last"}""");
        Assert.Equal("""{"account_id":"12345678901234567890","created_at":"2016-02-01T00:45:00+00:00","id":"7","mentions":["3","a4"],"text":"last"}""",
            Assert.Single(_import.Hub.Rows).ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
        await _import.OfAsync(ImportKind.Accounts, """{"id":"a1","followers":"12","verified":"true"}""");
        Assert.Equal("""{"id":"a1","followers":12,"verified":true}""", _import.Hub.Rows.Last().ToJsonString());
    }

    [Fact]
    public async Task Blank_lines_of_a_table_are_no_rows()
    {
        Assert.Equal(0, await _import.OfAsync(ImportKind.Posts, "id,account_id,text\n\np1,a1,one\n  \np2,a1,\n\n"));
        Assert.Equal(["p1", "p2"], _import.Hub.Rows.Select(row => FakeHub.Text(row, "id")));
        Assert.Empty(_import.Rejected);
    }

    [Theory]
    [InlineData("bread,salt")]
    [InlineData("['bread', 'salt']")]
    [InlineData("[bread, salt]")]
    [InlineData("{bread;salt}")]
    [InlineData("bread | 'salt'")]
    public async Task Lists_in_cells_come_in_many_forms(string cell)
    {
        await _import.OfAsync(ImportKind.Posts, $"id,account_id,hashtags,urls\np1,a1,\"{cell}\",\"['https://a.example/1,2', 'https://b.example/']\"\n");
        var row = Assert.Single(_import.Hub.Rows);
        Assert.Equal("""["bread","salt"]""", row["hashtags"]!.ToJsonString());
        Assert.Equal("""["https://a.example/1,2","https://b.example/"]""", row["urls"]!.ToJsonString());
    }

    [Fact]
    public async Task A_truncated_archive_ends_in_one_sentence_after_its_good_rows()
    {
        var random = new Random(3);
        var content = "id,account_id,text\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i},a1,{random.NextInt64()}{random.NextInt64()}\n")));
        var whole = ImportRun.Zip(content);
        Assert.Equal(1, await _import.OfAsync(ImportKind.Posts, whole[..(whole.Length / 2)]));
        Assert.Contains("The file is damaged or cut short here; the rows before were sent.", _import.Output, StringComparison.Ordinal);
        Assert.InRange(_import.Hub.Rows.Count(), 1000, 5500);
        Assert.Equal(Enumerable.Range(0, _import.Hub.Rows.Count()), _import.Hub.Rows.Select(row => int.Parse(FakeHub.Text(row, "id")[1..], CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task An_archive_of_several_parts_is_read_whole()
    {
        Assert.Equal(0, await _import.OfAsync(ImportKind.Posts, [.. ImportRun.Zip("id,account_id\np1,a1\n"), .. ImportRun.Zip("p2,a1\n")]));
        Assert.Equal(2, _import.Hub.Rows.Count());
    }

    [Fact]
    public async Task A_quote_that_never_closes_ends_in_one_sentence()
    {
        var exit = await _import.OfAsync(ImportKind.Posts, Csv(3) + "p9,a1,2016-02-01,\"never closed\np10,a1,2016-02-01,x\n");
        Assert.Equal(1, exit);
        Assert.Contains("damaged or cut short", _import.Output, StringComparison.Ordinal);
        Assert.Equal(3, _import.Hub.Rows.Count());
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("[{\"id\":\"p1\"}]", "takes NDJSON (one object a line) or CSV")]
    [InlineData("colour,size\nred,2\n", "None of the columns colour, size is known")]
    public async Task What_is_no_such_file_is_refused_in_a_sentence(string content, string sentence)
    {
        Assert.Equal(1, await _import.OfAsync(ImportKind.Posts, content));
        Assert.Contains(sentence, _import.Output, StringComparison.Ordinal);
        Assert.Empty(_import.Hub.Requests);
    }

    [Fact]
    public async Task A_hub_without_hashes_says_so()
    {
        Assert.Equal(1, await _import.OfAsync(ImportKind.Hashes, "hash,label\nabc,1\n"));
        Assert.Contains("does not take hashes: it has no /api/v1/hashes", _import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_hub_does_not_know_ends_the_import()
    {
        _import.Hub.Before.Enqueue(() => new(HttpStatusCode.Unauthorized));
        Assert.Equal(77, await _import.OfAsync(ImportKind.Accounts, "id\na1\n"));
        Assert.Contains("does not know this key", _import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_that_are_too_large_for_the_hub_are_halved()
    {
        using var small = new ImportRun { Hub = new FakeHub { MaxRows = 300 } };
        Assert.Equal(0, await small.OfAsync(ImportKind.Posts, Csv(1000)));
        Assert.Equal(1000, small.Hub.Rows.Count());
        Assert.All(small.Hub.Requests, request => Assert.InRange(request.Rows.Length, 1, 300));
    }
}
