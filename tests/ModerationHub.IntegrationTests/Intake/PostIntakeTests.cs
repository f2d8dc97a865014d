using System.Net;
using ModerationHub.Domain.Accounts;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class PostIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Fact]
    public async Task A_post_lies_in_the_database_with_all_its_fields_when_the_answer_comes()
    {
        var answer = await Hub.SendAsync("posts", new
        {
            id = "p1", account_id = "a1", created_at = "2026-03-01T12:00:00.1234567+02:00", text = "See \"this\" {now}, friends", language = "en",
            client = "Web", in_reply_to = "p0", quote_of = "q0", repost_of = "r0", edited_at = "2026-03-01T13:00:00Z", mentions = new[] { "a2", "a\"3\\" },
            hashtags = new[] { "One", "ثاني" }, urls = new[] { "https://example.test/a,b" },
            media = new[] { new { id = "m1", type = "image", pdq = new string('A', 64), extra = 1 } }, unknown = new { deep = new[] { 1 } },
        });
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal((1, 0, 0), (answer["accepted"], answer["duplicates"], answer["rejected"]));
        Assert.True(await Hub.ScalarAsync<bool>("""
            select platform_id = 7 and created_at = '2026-03-01T10:00:00.123456Z' and account_id = 'a1' and text = 'See "this" {now}, friends'
                and language = 'en' and client = 'Web' and in_reply_to = 'p0' and quote_of = 'q0' and repost_of = 'r0'
                and edited_at = '2026-03-01T13:00:00Z' and mentions = array['a2', 'a"3\'] and hashtags = array['One', 'ثاني']
                and urls = array['https://example.test/a,b'] and media -> 0 ->> 'pdq' = repeat('a', 64)
            from posts where id = 'p1'
            """));
    }

    [Fact]
    public async Task Sending_again_changes_nothing_and_leaves_no_work()
    {
        await Hub.SendAsync("posts", Post("p1"), Post("p2"));
        var chunks = await Hub.CountAsync("post_chunks");
        var answer = await Hub.SendAsync("posts", Post("p1", text: "Other words"), Post("p2"), Post("p3"));
        Assert.Equal((1, 2, 0), (answer["accepted"], answer["duplicates"], answer["rejected"]));
        Assert.Equal("Bread is ready", await Hub.ScalarAsync<string>("select text from posts where id = 'p1'"));
        Assert.Equal(3, await Hub.ScalarAsync<long>("select sum(rows) from post_chunks"));
        Assert.Equal(chunks + 1, await Hub.CountAsync("post_chunks"));
    }

    [Fact]
    public async Task An_image_whose_quality_is_out_of_range_is_a_row_error()
    {
        object Shown(string id, long quality) => new { id, account_id = "a1", created_at = "2026-03-01T12:00:00Z", media = new[] { new { id = "m1", pdq = new string('a', 64), quality } } };
        var answer = await Hub.SendAsync("posts", Shown("p1", 100), Shown("p2", 101), Shown("p3", 4_294_967_346));
        Assert.Equal((1, 2, "2:quality 3:quality"), (answer["accepted"], answer["rejected"], answer.Errors));
        Assert.Equal("p1", await Hub.ScalarAsync<string>("select string_agg(id, ',') from posts"));
    }

    [Fact]
    public async Task Within_one_request_the_last_row_of_a_key_wins()
    {
        var answer = await Hub.SendAsync("posts", Post("p1", text: "first"), Post("p2"), Post("p1", text: "last"));
        Assert.Equal((2, 1, 0), (answer["accepted"], answer["duplicates"], answer["rejected"]));
        Assert.Equal("last", await Hub.ScalarAsync<string>("select text from posts where id = 'p1'"));
    }

    [Fact]
    public async Task The_same_id_at_another_time_is_another_post()
    {
        var answer = await Hub.SendAsync("posts", Post("p1"), Post("p1", at: "2026-03-01T12:00:01Z"));
        Assert.Equal(2, answer["accepted"]);
        Assert.Equal(2, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task Bad_rows_do_not_reject_their_neighbours()
    {
        var good = IntakeHost.Ndjson(Post("p1"));
        var answer = await Hub.SendTextAsync("posts", $$"""
            {"id":"x"}
            {{good}}
            {"id":5,"account_id":"a1","created_at":"2026-03-01T12:00:00Z"}
            not json
            {"id":"x","account_id":"a1","created_at":"2005-12-31T23:59:59Z"}

            {"id":"x","account_id":"a1","created_at":"2999-01-01T00:00:00Z"}
            {"id":"x","account_id":"a1","created_at":"yesterday"}
            {"id":"x","account_id":"a1","created_at":"2026-03-01T12:00:00Z","text":"a\u0000b"}
            {"id":"x","account_id":"a1","created_at":"2026-03-01T12:00:00Z","text":"\ud800"}
            {"id":"x","account_id":"a1","created_at":"2026-03-01T12:00:00Z","mentions":["a",1]}
            ["p"]
            {"id":"p2","account_id":"a1","created_at":"2006-01-01"}
            """);
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal((2, 0, 10), (answer["accepted"], answer["duplicates"], answer["rejected"]));
        Assert.Equal("1:account_id 3:id 4: 5:created_at 7:created_at 8:created_at 9:text 10:text 11:mentions 12:", answer.Errors);
        Assert.Equal(2, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task Times_come_in_every_form_of_the_standard_and_are_one_moment()
    {
        string[] forms =
        [
            "2026-03-01T12:00:00Z", "2026-03-01t12:00:00z", "2026-03-01 12:00:00Z", "2026-03-01 12:00:00", "2026-03-01T14:00:00+0200", "2026-03-01 14:00:00 +02:00", "2026-03-01T10:00-02",
            "2026-03-01T12:00:00.000000000000Z", "2026-03-01T11:59:60Z",
        ];
        var answer = await Hub.SendAsync("posts", [.. forms.Select((at, i) => (object)new { id = $"p{i}", account_id = "a1", created_at = at })]);
        Assert.Equal((forms.Length, ""), (answer["accepted"], answer.Errors));
        Assert.Equal(forms.Length, await Hub.CountAsync("posts where created_at = '2026-03-01T12:00:00Z'"));
        answer = await Hub.SendAsync("posts", new { id = "q", account_id = "a1", created_at = "2026-03-01T12:00:00.1234567899Z" });
        Assert.Equal((1, 1), (answer["accepted"], await Hub.CountAsync("posts where created_at = '2026-03-01T12:00:00.123456Z'")));
        string[] wrong = ["2026-02-30T12:00:00z", "2026-03-01T24:00:00z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00Z ", "2026-03-01 12", "2026-03-01T12:00:00ZZ"];
        answer = await Hub.SendAsync("posts", [.. wrong.Select((at, i) => (object)new { id = $"w{i}", account_id = "a1", created_at = at })]);
        Assert.Equal(wrong.Length, answer["rejected"]);
    }

    [Fact]
    public async Task What_is_no_text_is_refused_in_fields_too_that_nobody_knows()
    {
        var answer = await Hub.SendTextAsync("posts", string.Join('\n', new[]
        {
            "\"more\":\"a\\u0000b\"", "\"more\":{\"deep\":[1,{\"x\":\"\\ud800\"}]}", "\"more\\udc00\":1", "\"more\":{\"\\u0000\":1}", $"\"{new string('n', 100_000)}\":\"\\u0000\"",
            "\"more\":[{\"x\":\"fine \\ud83d\\ude00\"},[],{}],\"text\":\"after\"",
        }.Select((more, i) => $$"""{"id":"p{{i}}","account_id":"a1","created_at":"2026-03-01T12:00:00Z",{{more}}}""")));
        Assert.Equal((1, 5, "after"), (answer["accepted"], answer["rejected"], await Hub.ScalarAsync<string>("select text from posts")));
        Assert.StartsWith("1:more 2:more ", answer.Errors, StringComparison.Ordinal);
        Assert.True(answer.Errors.Length < 300);
    }

    [Fact]
    public async Task When_every_row_is_bad_the_answer_is_422_and_says_why()
    {
        var answer = await Hub.SendTextAsync("posts", "{\"id\":\"x\"}\n{\"id\":\"y\"}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Equal((0, 2, "1:account_id 2:account_id"), (answer["accepted"], answer["rejected"], answer.Errors));
    }

    [Fact]
    public async Task Hashtags_and_urls_come_from_the_text_only_when_absent()
    {
        await Hub.SendAsync("posts", Post("p1", text: "To #Harbour via https://example.test/x."),
            new { id = "p2", account_id = "a1", created_at = "2026-03-01T12:00:00Z", text = "To #Harbour", hashtags = Array.Empty<string>() });
        Assert.True(await Hub.ScalarAsync<bool>("select hashtags = '{Harbour}' and urls = '{https://example.test/x}' from posts where id = 'p1'"));
        Assert.True(await Hub.ScalarAsync<bool>("select hashtags = '{}' from posts where id = 'p2'"));
    }

    [Fact]
    public async Task Unknown_accounts_become_stubs_and_known_ones_stay_as_they_are()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await Hub.SendAsync("posts", Post("p1", "a1"), Post("p2", "a2"));
        Assert.True(await Hub.ScalarAsync<bool>("select not is_stub and handle = 'baker' from accounts where id = 'a1'"));
        Assert.True(await Hub.ScalarAsync<bool>("select is_stub and state = 'active' and age_band = 'unknown' from accounts where id = 'a2'"));
        Assert.Equal(AccountBucket.Of("a2"), await Hub.ScalarAsync<short>("select bucket from accounts where id = 'a2'"));
    }

    [Fact]
    public async Task Work_for_scoring_lies_in_one_chunk_a_bucket()
    {
        var rows = Enumerable.Range(0, 500).Select(i => Post($"p{i}", $"a{i % 90}")).ToArray();
        await Hub.SendAsync("posts", rows);
        var expected = Enumerable.Range(0, 90).Select(i => AccountBucket.Of($"a{i}")).Distinct().Count();
        Assert.Equal(expected, await Hub.CountAsync("post_chunks"));
        Assert.Equal(500, await Hub.ScalarAsync<long>("""
            select count(*) from post_chunks c, unnest(c.post_created_at, c.post_ids) as k(created_at, id)
            join posts p on p.platform_id = 7 and p.created_at = k.created_at and p.id = k.id
            join accounts a on a.platform_id = 7 and a.id = p.account_id
            where c.platform_id = 7 and c.kind = 'posts' and c.bucket = a.bucket
            """));
        Assert.True(await Hub.ScalarAsync<bool>("select bool_and(rows = cardinality(post_ids) and account_ids = '{}') from post_chunks"));
    }

    [Fact]
    public async Task An_array_is_taken_like_lines_and_its_errors_name_the_place()
    {
        var answer = await Hub.SendTextAsync("posts", $"[{IntakeHost.Ndjson(Post("p1"))}, 5, {IntakeHost.Ndjson(Post("p2"))}]", "application/json; charset=utf-8");
        Assert.Equal((2, 1, "2:"), (answer["accepted"], answer["rejected"], answer.Errors));
    }

    [Fact]
    public async Task Nothing_to_take_is_taken()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await Hub.SendTextAsync("posts", "[]", "application/json")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await Hub.SendTextAsync("posts", "\n \n")).Status);
    }
}
