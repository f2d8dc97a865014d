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
    public void What_misses_its_aim_is_said_with_how_much()
    {
        var set = Directory.CreateDirectory(Path.Combine(folder, "08_near_duplicate")).FullName;
        File.WriteAllText(Path.Combine(set, "posts.csv"), "text,post_id\nbring friends to the harbour,a\nBRING friends to the harbour!,b\nanother evening of rain and wind,c\n");
        File.WriteAllText(Path.Combine(set, "labels.csv"), "post_id,group_id\na,g\nb,g\nc,\n");
        Assert.Contains("Aims met: 1 of 1.", Run(folder).Output, StringComparison.Ordinal);
        // Labelled otherwise, one pair of three is found.
        File.WriteAllText(Path.Combine(set, "labels.csv"), "post_id,group_id\na,g\nb,g\nc,g\n");
        var (_, output, _) = Run(folder);
        Assert.Contains("Aims met: 0 of 1.", output, StringComparison.Ordinal);
        Assert.Contains("Missed by 0.490: 08 near duplicates, all, pair F1: 0.500, aim 0.99.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Aims", Run(folder, "--json").Output, StringComparison.Ordinal);
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
    public void Without_any_known_set_the_array_is_empty_and_the_reason_is_said()
    {
        var output = new StringWriter();
        var parsed = ModerationHub.Features.Evaluation.EvalCommand.Create(output, TextWriter.Null).Parse([folder, "--json"]);
        Assert.Throws<SetupException>(() => parsed.Invoke(new() { EnableDefaultExceptionHandler = false }));
        Assert.Equal("[]", output.ToString().Trim());
    }

    [Fact]
    public void A_language_without_rows_to_measure_and_a_set_with_odd_cells_are_named_and_the_others_measured()
    {
        var set = Folder("02_text_multilingual");
        // All Danish rows have one id, which is not of the fifth that measures.
        string Rows(string language, int n, Func<int, string> id) => string.Concat(Enumerable.Range(0, n).Select(i => $"{id(i)},s,{language},{(i % 2 == 0 ? "buy cheap lamps" : "we painted the harbour")} {i},{(i + 1) % 2}\n"));
        File.WriteAllText(Path.Combine(set, "offensive.csv"), "id,set,lang,text,label\n" + Rows("en", 200, i => $"e{i}") + Rows("da", 12, _ => "d1"));
        File.WriteAllText(Path.Combine(Folder("05_coshare_reference"), "harbour_input.csv"), "object_id,account_id,content_id,timestamp_share\no1,ann,p1,soon\n");
        File.WriteAllText(Path.Combine(Folder("05_coshare_reference"), "harbour_expected_pairs_tw10_mp2.csv"), "object_id,content_id,content_id_y,time_delta\n");
        File.WriteAllText(Path.Combine(Folder("04_coordination"), "x_posts.csv"), "account_id,created_at,hashtags,text\na,some day,x,y\n");
        File.WriteAllText(Path.Combine(Folder("04_coordination"), "x_labels.csv"), "account_id,is_campaign\na,1\n");
        File.WriteAllText(Path.Combine(Folder("12_client_source"), "bot_accounts_last_post.csv"), "");
        File.WriteAllText(Path.Combine(Folder("12_client_source"), "client_labels.csv"), "client_host,mostly_bot\na.example,perhaps\n");
        File.WriteAllText(Path.Combine(Folder("03_text_spam"), "youtube_comments.csv.gz"), "no archive");
        var (code, output, errors) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains(JsonDocument.Parse(output).RootElement.EnumerateArray(), r => r.GetProperty("set").GetString() == "02 s" && r.GetProperty("language").GetString() == "en");
        Assert.DoesNotContain("\"da\"", output, StringComparison.Ordinal);
        Assert.Contains("Skipped 02_text_multilingual: no measured rows for s da", errors, StringComparison.Ordinal);
        foreach (var odd in new[] { "03_text_spam: The file ", "04_coordination: ", "05_coshare_reference: ", "12_client_source: " })
            Assert.Contains("Skipped " + odd, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_part_alone_is_split_and_measured()
    {
        File.WriteAllLines(Path.Combine(Folder("01_text_english"), "train.csv"), ["id,task,text,label", .. Enumerable.Range(0, 300).Select(i => $"r{i},offensive,{(i % 2 == 0 ? "buy cheap lamps" : "we painted the harbour")} {i % 11},{(i + 1) % 2}")]);
        var (code, output, _) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        var f1 = JsonDocument.Parse(output).RootElement.EnumerateArray().Single(r => r.GetProperty("metric").GetString() == "macro-F1");
        Assert.Equal(("01 TweetEval offensive (train)", 1.0), (f1.GetProperty("set").GetString(), f1.GetProperty("figure").GetDouble()));
        Assert.InRange(f1.GetProperty("n").GetInt32(), 30, 90);
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
        Assert.Equal(1, figures["06 cresci-2017 profiles, bots F1, measured only: trees that the hub does not run"]);
        Assert.Equal(0.5, figures["13 post deletions recall, accounts with five posts or more"]);
        Assert.Contains("astroturf_texts", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_source_of_cresci_and_each_kind_of_automaton_in_it_is_measured_and_judged_whatever_its_name()
    {
        string[] kinds = ["bots_a", "bots_b", "genuine", "genuine"];
        string Profile(int i) => $"a{i},name{i},2015-01-01T00:00:00Z,2017-01-01T00:00:00Z,{(i % 4 < 2 ? 3 : 900)},{(i % 4 < 2 ? 40 : 300)},{(i % 4 < 2 ? 20 : 5000)},{(i % 4 < 2 ? 0 : 800)},0,{(i % 4 == 3 ? "I paint boats" : "")},Name {i}";
        File.WriteAllLines(Path.Combine(Folder("06_accounts"), "profiles.csv"), ["account_id,screen_name,created_at,observed_at,followers,following,posts,favourites,listed,description,name", .. Enumerable.Range(0, 200).Select(Profile), "young,emma19991234,2017-01-01T00:00:00Z,2017-01-02T00:00:00Z,1,1,1,0,0,,", "odd,x,,,,,,,,,"]);
        File.WriteAllLines(Path.Combine(Folder("06_accounts"), "labels.csv"), ["account_id,is_bad,subtype,set", .. Enumerable.Range(0, 200).Select(i => $"a{i},{(i % 4 < 2 ? 1 : 0)},{kinds[i % 4]},Cresci-2019 test"), "young,1,sold,elsewhere", "odd,perhaps,sold,elsewhere"]);
        var (_, output, _) = Run(folder);
        Assert.Contains("Aims met: 3 of 3.", output, StringComparison.Ordinal);
        Assert.Contains("Skipped 06_accounts: labels: 1 of 202 rows unreadable", output, StringComparison.Ordinal);
        var figures = Figures();
        foreach (var set in new[] { "profiles", "profiles, bots_a", "profiles, bots_b" })
            Assert.Equal(1, figures[$"06 Cresci-2019 test {set} F1, measured only: trees that the hub does not run"]);
        // The hub's own detectors see the young account with a bare profile, and of the others who is made for it.
        Assert.Equal(1, figures["06 elsewhere profiles the hub's young_account, share fired on bad accounts"]);
        Assert.Equal(0, figures["06 Cresci-2019 test profiles the hub's candidates, share of good accounts"]);
    }

    // One in so many is positive; where that is few, a text of neither kind is taken for harmless.
    private static IEnumerable<string> Lessons(string before, string yes = "buy cheap lamps", string no = "we painted the harbour", int every = 4) =>
        Enumerable.Range(0, 400).Select(i => $"t{i},{before},{(i % every == 0 ? yes : no)} {i % 11},{(i % every == 0 ? 1 : 0)}");

    [Fact]
    public void Written_cases_are_measured_by_functionality_and_what_the_hub_would_flag_of_them()
    {
        var set = Folder("02_text_multilingual");
        File.WriteAllLines(Path.Combine(set, "offensive.csv"), ["id,set,lang,text,label", .. Lessons("s,fr")]);
        File.WriteAllLines(Path.Combine(set, "hatecheck.csv"), ["id,lang,text,label,fine_label", "1,fr,buy cheap lamps now,1,sale_h", "2,fr,we painted the harbour twice,0,counter_ref_nh", "3,fr,do not buy cheap lamps,0,counter_quote_nh",
            "4,fr,we painted the harbour again,0,target_obj_nh", "5,fr,what is this,maybe,target_obj_nh", "6,da,the harbour,0,target_obj_nh"]);
        var figures = Figures();
        Assert.Equal(1, figures["02 HateCheck accuracy, hateful"]);
        Assert.Equal(2 / 3.0, figures["02 HateCheck accuracy, not hateful"], 9);
        Assert.Equal(0.5, figures["02 HateCheck counter-speech share flagged"]);
        Assert.Equal((1, 0, 1, 1), (figures["02 HateCheck by functionality accuracy, sale_h"], figures["02 HateCheck by functionality accuracy, counter_quote_nh"],
            figures["02 HateCheck by functionality accuracy, counter_ref_nh"], figures["02 HateCheck by functionality accuracy, target_obj_nh"]));
        var (_, _, errors) = Run(folder, "--json");
        Assert.Contains("Skipped 02_text_multilingual: hatecheck: 1 of 6 rows unreadable", errors, StringComparison.Ordinal);
        Assert.Contains("Skipped 02_text_multilingual: no training rows for hatecheck da", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Harmless_texts_are_flagged_where_the_hub_would_and_each_language_and_dialect_stands_apart()
    {
        File.WriteAllLines(Path.Combine(Folder("01_text_english"), "train.csv"), ["id,task,text,label", .. Lessons("hate", "Good morning and the coffee is on the embers"), .. Lessons("offensive", "zqxj vvkw pqzx")]);
        File.WriteAllLines(Path.Combine(Folder("01_text_english"), "val.csv"), ["id,task,text,label", "v1,hate,a calm morning,0"]);
        File.WriteAllLines(Path.Combine(Folder("02_text_multilingual"), "offensive.csv"), ["id,set,lang,text,label", .. Lessons("s,ar-levantine", "كتبوا راية الرماد", "شربنا القهوة", 2), .. Lessons("s,tr")]);
        File.WriteAllLines(Path.Combine(Folder("11_benign_contrast"), "texts.csv"), ["id,lang,kind,text,should_flag", "1,en,news,we painted the harbour today,0", "2,en,news,Good morning and the coffee is on the embers,0",
            "3,en,news,zqxj vvkw pqzx vvkw,0", "4,en,news,the harbour and the boats,0", "5,en,news,zqxj vvkw pqzx,1", "6,en,news,lost,"]);
        // One of the two models is enough.
        var figures = Figures();
        Assert.Equal(0.5, figures["11 news share flagged"]);
        var (_, output, errors) = Run(folder, "--json");
        var own = JsonDocument.Parse(output).RootElement.EnumerateArray().Where(r => r.GetProperty("set").GetString() == "11 own harmless texts").ToList();
        Assert.Equal(["afb", "apc", "ar", "ar : en", "ary", "arz", "en", "fa", "tr", "ur"], own.Select(r => r.GetProperty("language").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("Skipped 11_benign_contrast: no training rows for harmless texts in fr", errors, StringComparison.Ordinal);
        Assert.Contains("Skipped 11_benign_contrast: texts: 1 of 6 rows unreadable", errors, StringComparison.Ordinal);
        // Like with like: what is offensive in both languages. English hate, which knows the mornings, has no say.
        Assert.Equal(0, own.Single(r => r.GetProperty("language").GetString() == "en" && r.GetProperty("metric").GetString() == "share flagged").GetProperty("figure").GetDouble());
        Assert.True(own.Single(r => r.GetProperty("metric").GetString()!.StartsWith("ratio, share flagged, 95 % interval", StringComparison.Ordinal)).GetProperty("figure").GetDouble() > 1);
    }

    [Fact]
    public void Comments_are_measured_by_models_that_never_saw_their_video()
    {
        // Each video has a word of its own that would tell, were it known.
        string[] videos = ["anna", "boat", "city"];
        File.WriteAllLines(Path.Combine(Folder("03_text_spam"), "youtube_comments.csv"), ["id,video,text,label",
            .. videos.SelectMany((video, v) => Enumerable.Range(0, 40).Select(i => $"{video}{i},{video},{(i % 2 == 0 ? "subscribe to my channel" : "what a lovely song")} {i % 7}{(v == 2 && i % 4 == 0 ? " only here: " + video : "")},{(i + 1) % 2}")), "x,anna,cut off"]);
        var figures = Figures();
        Assert.Equal((1, 1), (figures["03 YouTube spam accuracy, videos apart"], figures["03 YouTube spam macro-F1, videos apart"]));
        Assert.Contains("Skipped 03_text_spam: youtube_comments: 1 of 121 rows unreadable", Run(folder, "--json").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_measured_never_trains_whatever_folder_trains()
    {
        var other = Directory.CreateTempSubdirectory("hub-eval-train").FullName;
        try
        {
            string[] told = [.. Enumerable.Range(0, 40).Select(i => $"we painted the harbour zebra {i}")];
            File.WriteAllLines(Path.Combine(Folder("01_text_english"), "test.csv"), ["id,task,text,label", .. told.Select((text, i) => $"m{i},offensive,{text},1"), .. Enumerable.Range(0, 40).Select(i => $"n{i},offensive,we painted the harbour wall {i},0")]);
            var train = Directory.CreateDirectory(Path.Combine(other, "01_text_english")).FullName;
            File.WriteAllLines(Path.Combine(train, "train.csv"), ["id,task,text,label", .. Lessons("offensive"), .. told.Select((text, i) => $"m{i},offensive,{text},1")]);
            Assert.InRange(Figures("--train", other)["01 TweetEval offensive (test) recall of what the hub flags"], 0, 0.1);
            // Texts that are another's teach.
            File.WriteAllLines(Path.Combine(train, "val.csv"), ["id,task,text,label", .. told.Select((text, i) => $"m{i},offensive,{text} again,1")]);
            Assert.Equal(1, Figures("--train", other)["01 TweetEval offensive (test) recall of what the hub flags"]);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void What_others_published_may_lie_in_the_folder_that_trains()
    {
        var other = Directory.CreateTempSubdirectory("hub-eval-train").FullName;
        try
        {
            File.WriteAllLines(Path.Combine(Folder("10_language_id"), "samples.csv"), ["lang,granularity,text", "en,sentences,the weather was beautiful this morning"]);
            File.WriteAllLines(Path.Combine(Directory.CreateDirectory(Path.Combine(other, "10_language_id")).FullName, "published_accuracy.csv"), ["language,sentences-whatlang", "English,75"]);
            Assert.Contains("whatlang 0.750", Run(folder, "--json", "--train", other).Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public void Hashes_without_the_references_list_are_named_and_an_empty_list_says_that_nothing_matches()
    {
        var set = Folder("09_pdq");
        string one = new('0', 64), other = new('f', 64);
        File.WriteAllLines(Path.Combine(set, "haystack.csv"), ["row,hash", $"0,{one}", $"1,{other}", "2,no hash"]);
        File.WriteAllLines(Path.Combine(set, "needles.csv"), ["row,hash", $"0,{one[..63]}1"]);
        var (_, output, errors) = Run(folder, "--json");
        Assert.Equal("[]", output.Trim());
        foreach (var missing in new[] { "there is no expected_needle_matches_le31", "there is no expected_haystack_pairs_le31", "there is no expected", "haystack: 1 of 3 rows unreadable" })
            Assert.Contains($"Skipped 09_pdq: {missing}", errors, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(set, "expected_needle_matches_le31.csv"), "");
        Assert.Contains("Skipped 09_pdq: expected_needle_matches_le31 holds no rows", Run(folder, "--json").Errors, StringComparison.Ordinal);
        File.WriteAllLines(Path.Combine(set, "expected_needle_matches_le31.csv"), ["needle_row,haystack_row,hamming", "0,0,1", "0,1,far"]);
        File.WriteAllLines(Path.Combine(set, "expected_haystack_pairs_le31.csv"), ["row_a,row_b,hamming"]);
        var figures = Figures();
        Assert.Equal((1, 1), (figures["09 PDQ needle matches share equal to reference"], figures["09 PDQ haystack pairs share equal to reference"]));
        File.WriteAllLines(Path.Combine(set, "expected_needle_matches_le31.csv"), ["needle_row,haystack_row,hamming", "0,1,5"]);
        Assert.Equal(0, Figures()["09 PDQ needle matches share equal to reference"]);
    }

    [Fact]
    public void A_text_that_begins_with_a_hashtag_is_a_row_and_what_many_accounts_post_alike_is_found()
    {
        File.WriteAllLines(Path.Combine(Folder("13_trend_bots"), "astroturf_texts.csv"), ["trend,date,text", .. Enumerable.Range(0, 6).Select(i => $"#lantern,2031-05-01,#lantern shines over the old harbour gate tonight {i}"), "#lantern,2031-05-01,soup and bread", "#lantern,some day,soup"]);
        Assert.Equal(6 / 7.0, Figures()["13 astroturf texts the hub's shared_text, share fired on bad accounts"], 9);
        Assert.Contains("Skipped 13_trend_bots: astroturf_texts: 1 of 8 rows unreadable", Run(folder, "--json").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_cannot_be_read_costs_its_row_and_a_damaged_file_what_lies_behind_the_damage()
    {
        var reference = Folder("05_coshare_reference");
        File.WriteAllText(Path.Combine(reference, "harbour_input.csv"), "object_id,account_id,content_id,timestamp_share\no1,ann,p1,100\no1,bob,p2,105\no2,ann,p3,200\no4,\"cyd\"ia,p6,900\no2,bob,p4,209\no3,cyd,p5,soon\n");
        File.WriteAllText(Path.Combine(reference, "harbour_expected_pairs_tw10_mp2.csv"), "object_id,content_id,content_id_y,time_delta\no1,p1,p2,5\no2,p3,p4,9\no3,p5,p6,?\n");
        File.WriteAllLines(Path.Combine(Folder("13_trend_bots"), "post_delete_timing.csv"), ["post_id,account_id,lifetime_s", .. Enumerable.Range(0, 6).Select(i => $"{i},gone,30"), "7,gone,never"]);
        File.WriteAllLines(Path.Combine(Folder("12_client_source"), "harbour_posts.csv"), ["account_id,created_at,client,is_repost,text", "a,2031-05-01 10:00,Lamp,0,we painted the harbour and the boats", "b,yesterday,Lamp,0,we painted the harbour"]);
        // What one part of a set stumbles over costs no other.
        File.WriteAllText(Path.Combine(Folder("06_accounts"), "profiles.csv.gz"), "no archive");
        File.WriteAllLines(Path.Combine(Folder("06_accounts"), "gilani2017_features.csv"), ["follower_band,screen_name,user_tweeted,age_of_account_in_days,is_bot", .. Enumerable.Range(0, 200).Select(i => $"1k,name{i},{(i % 4 < 2 ? 3 : 900)},400,{(i % 4 < 2 ? 1 : 0)}")]);
        var (code, _, errors) = Run(folder, "--json");
        Assert.Equal(ExitCode.Done, code);
        var figures = Figures();
        Assert.Equal(1, figures["05 harbour expected pairs tw10 mp2 share equal to reference"]);
        Assert.Equal(1, figures["13 post deletions recall, accounts with five posts or more"]);
        Assert.Equal(0, figures["12 harbour posts false alarms, apps that post through their users"]);
        Assert.Equal(1, figures["06 gilani 1k F1, measured only: trees that the hub does not run"]);
        foreach (var lost in new[] { "05_coshare_reference: harbour_input: 1 of 6", "05_coshare_reference: harbour_expected_pairs_tw10_mp2: 1 of 3", "13_trend_bots: post_delete_timing: 1 of 7", "12_client_source: harbour_posts: 1 of 2" })
            Assert.Contains($"Skipped {lost} rows unreadable", errors, StringComparison.Ordinal);
        Assert.Contains("Skipped 06_accounts: The file ", errors, StringComparison.Ordinal);
        Assert.Contains("Aims not judged, because nothing was measured for them: 01 TweetEval hate macro-F1; ", errors, StringComparison.Ordinal);
    }

    private Dictionary<string, double> Figures(params string[] arguments)
    {
        var (code, output, _) = Run([folder, "--json", .. arguments]);
        Assert.Equal(ExitCode.Done, code);
        return JsonDocument.Parse(output).RootElement.EnumerateArray().DistinctBy(Name).ToDictionary(Name, r => r.GetProperty("figure").GetDouble());

        // The first row of a metric is that of all languages.
        static string Name(JsonElement row) => $"{row.GetProperty("set").GetString()} {row.GetProperty("metric").GetString()}";
    }

    private string Folder(string set) => Directory.CreateDirectory(Path.Combine(folder, set)).FullName;

    [Fact]
    public void A_text_set_shows_how_far_its_probabilities_can_be_taken_at_their_word()
    {
        var set = Folder("01_text_english");
        string[] things = ["lamps", "chairs", "watches", "rings", "shoes", "hats", "tables"];
        string Row(int i, bool label) => $"{i},offensive,{(i % 2 == 0 ? "buy cheap" : "we painted the")} {things[i % 7]} {i % 5},{(label ? 1 : 0)}";
        File.WriteAllLines(Path.Combine(set, "train.csv"), ["id,task,text,label", .. Enumerable.Range(0, 200).Select(i => Row(i, i % 2 == 0))]);
        File.WriteAllLines(Path.Combine(set, "val.csv"), ["id,task,text,label", .. Enumerable.Range(0, 60).Select(i => Row(i, i % 2 == 0))]);
        var right = Figures();
        Assert.Equal(1, right["01 TweetEval offensive (val) macro-F1"]);
        // Where people say the opposite, the same probabilities are as far off as can be.
        File.WriteAllLines(Path.Combine(set, "val.csv"), ["id,task,text,label", .. Enumerable.Range(0, 60).Select(i => Row(i, i % 2 == 1))]);
        var wrong = Figures();
        foreach (var metric in new[] { "calibration error", "Brier score" })
        {
            Assert.InRange(right[$"01 TweetEval offensive (val) {metric}"], 0, 0.1);
            Assert.InRange(wrong[$"01 TweetEval offensive (val) {metric}"], 0.8, 1);
        }
    }

    [Fact]
    public void Working_languages_are_told_among_all_and_among_themselves()
    {
        // A Dutch sentence that somebody labelled English is not English, whatever comes into question.
        string[] rows = ["en,the weather was beautiful this morning and everybody walked along the harbour", "en,de veerboot naar het eiland vertrekt vandaag pas later vanwege het slechte weer", "nl,wij hebben gisteren met de kinderen langs het water gewandeld", "ar,وصلت السفينة إلى الميناء"];
        File.WriteAllLines(Path.Combine(Folder("10_language_id"), "samples.csv"), ["lang,granularity,text", .. rows.Select(row => row.Insert(3, "sentences,"))]);
        var figures = Figures();
        Assert.Equal(0.75, figures["10 language accuracy, sentences"]);
        // Dutch is none of the six.
        Assert.InRange(figures["10 language accuracy, sentences among 6 languages"], 2 / 3.0 - 1e-9, 1);
    }

    [Fact]
    public void Accounts_that_act_as_one_are_told_from_people_in_whatever_files_the_set_has()
    {
        var set = Folder("04_coordination");
        string[] names = [.. Enumerable.Range(0, 80).Select(i => $"acc{i}")];
        string Post(int i, int k) => i % 2 == 0
            ? $"{names[i]},2031-05-{k + 1:00} 10:{i % 30:00}:00,emberdawn{k},\"Carry the lantern number {k} to the old harbour gate\""
            : $"{names[i]},2031-05-{k + 1:00} {8 + (i % 9):00}:00:00,{(k == 0 ? "market" : $"own{i}x{k}")},\"Day {k} of person {i}: {(i * 7919) + k} apples and {(i * 104729) + k} pears\"";
        File.WriteAllLines(Path.Combine(set, "spring_2031_posts.csv"), ["account_id,created_at,hashtags,text", .. Enumerable.Range(0, 80).SelectMany(i => Enumerable.Range(0, 5).Select(k => Post(i, k)))]);
        File.WriteAllLines(Path.Combine(set, "spring_2031_labels.csv"), ["account_id,is_campaign", .. names.Select((name, i) => $"{name},{(i % 2 == 0 ? 1 : 0)}")]);
        var figures = Figures();
        Assert.Equal((1, 1, 1, 1), (figures["04 spring 2031 precision"], figures["04 spring 2031 recall"], figures["04 spring 2031 F1"], figures["04 spring 2031 ROC-AUC"]));
    }

    [Fact]
    public void Shared_things_are_compared_pair_by_pair_and_a_missing_pair_shows()
    {
        var set = Folder("05_coshare_reference");
        File.WriteAllText(Path.Combine(set, "harbour_input.csv"), "object_id,account_id,content_id,timestamp_share\no1,ann,p1,100\no1,bob,p2,105\no2,ann,p3,200\no2,bob,p4,209\no3,ann,p5,300\no3,cyd,p6,301\no4,cyd,p7,900\n");
        File.WriteAllText(Path.Combine(set, "harbour_expected_pairs_tw10_mp2.csv"), "object_id,content_id,content_id_y,time_delta,account_id,account_id_y\no1,p1,p2,5,ann,bob\no2,p3,p4,9,ann,bob\no3,p5,p6,1,ann,cyd\n");
        File.WriteAllText(Path.Combine(set, "harbour_expected_network_tw10_mp2.csv"), "account_id,account_id_y,weight\nann,bob,2\n");
        File.WriteAllText(Path.Combine(set, "harbour_expected_pairs_tw5_mp2.csv"), "object_id,content_id,content_id_y,time_delta,account_id,account_id_y\no1,p1,p2,5,ann,bob\no2,p3,p4,9,ann,bob\no3,p5,p6,1,ann,cyd\n");
        var figures = Figures();
        Assert.Equal(1, figures["05 harbour expected pairs tw10 mp2 share equal to reference"]);
        Assert.Equal(1, figures["05 harbour expected network tw10 mp2 share equal to reference"]);
        Assert.Equal(2 / 3.0, figures["05 harbour expected pairs tw5 mp2 share equal to reference"], 9);
    }

    [Fact]
    public void Who_came_back_is_found_among_those_before_and_nobody_else_is_linked()
    {
        var set = Folder("07_ban_evasion");
        File.WriteAllText(Path.Combine(set, "queries.csv"), "query_account,handle,first_post\nq1,lantern_road2,2031-05-10 10:00:00\n");
        string[] others = ["kim_river", "tram.reader", "bakes_with_sol", "lampshop77", "oriven_walks", "uliquo", "pelnim.aro", "hes_paints"];
        File.WriteAllLines(Path.Combine(set, "candidates.csv"), ["account_id,handle,first_post,last_post", "c1,lantern_road,2031-01-01 10:00:00,2031-05-08 10:00:00", "c2,quiet.meadow,2031-01-01 10:00:00,2031-05-08 10:00:00",
            "c3,quiet.meadow2,2031-05-09 10:00:00,2031-05-20 10:00:00", .. others.Select((name, i) => $"o{i},{name},2031-01-01 10:00:00,2031-05-20 10:00:00")]);
        File.WriteAllText(Path.Combine(set, "truth.csv"), "query_account,account_id\nq1,c1\n");
        File.WriteAllText(Path.Combine(set, "posts.csv"), "account_id,role,text\nq1,query,\"my account @lantern_road is gone, follow this one\"\nc1,candidate,follow the lanterns along the road\nc2,candidate,tea in the meadow\nc3,candidate,\"tea in the meadow again, @quiet.meadow is gone\"\n");
        File.WriteAllText(Path.Combine(set, "rename_pool.csv"), "pool_id,old_handle,old_name\no1,harbourmist,Mist\no2,windmill_9,Windmill\n");
        File.WriteAllText(Path.Combine(set, "rename_queries.csv"), "query_id,new_handle,new_name\nn1,windmill_ten,Windmill\nn2,teapot,Sugar\n");
        File.WriteAllText(Path.Combine(set, "rename_truth.csv"), "query_id,pool_id\nn1,o2\nn2,gone\n");
        var figures = Figures();
        Assert.Equal((1, 1, 1), (figures["07 accounts that came back success@1"], figures["07 accounts that came back MRR"], figures["07 accounts that came back links told, of true ones"]));
        // c3 says that it continues c2, and no truth says so.
        Assert.Equal(1 / 11.0, figures["07 accounts that came back false links"], 9);
        Assert.Equal((0.5, 0.5, 0.5), (figures["07 changed handles success@1"], figures["07 changed handles success@5"], figures["07 changed handles MRR"]));
    }
}
