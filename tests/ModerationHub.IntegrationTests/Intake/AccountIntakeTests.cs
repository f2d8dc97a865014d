using System.Net;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class AccountIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Fact]
    public async Task What_is_absent_or_null_leaves_what_is_known()
    {
        var first = await Hub.SendAsync("accounts", new
        {
            id = "a1", handle = "baker", display_name = "The baker", bio = "Bread", created_at = "2004-05-06T00:00:00Z", followers = 10, following = 2, posts = 3,
            language = "en", location = "Harbour", url = "https://example.test", avatar_pdq = new string('0', 64), verified = false, @protected = true,
            state = "restricted", age_band = "minor", email_hash = "e", device_hashes = new[] { "d" }, ip_hashes = new[] { "i" },
        });
        Assert.Equal((1, 0), (first["accepted"], first["updated"]));
        var second = await Hub.SendAsync("accounts", new { id = "a1", followers = 11, bio = (string?)null });
        Assert.Equal((0, 1, 0), (second["accepted"], second["updated"], second["rejected"]));
        Assert.True(await Hub.ScalarAsync<bool>("""
            select handle = 'baker' and display_name = 'The baker' and bio = 'Bread' and created_at = '2004-05-06' and followers = 11 and following = 2
                and posts = 3 and language = 'en' and location = 'Harbour' and url = 'https://example.test' and avatar_pdq = repeat('0', 64)
                and verified = false and protected and state = 'restricted' and age_band = 'minor' and email_hash = 'e'
                and device_hashes = '{d}' and ip_hashes = '{i}' and not is_stub
            from accounts where platform_id = 7 and id = 'a1'
            """));
    }

    [Fact]
    public async Task Changed_profiles_are_looked_at_again_and_changed_counters_are_not()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker", followers = 1 }, new { id = "a2", handle = "miller", followers = 1 });
        Assert.Equal(2, await Hub.ScalarAsync<long>("select sum(rows) from post_chunks where kind = 'accounts'"));
        await Hub.ExecuteAsync("delete from post_chunks");
        await Hub.SendAsync("accounts", new { id = "a1", followers = 2 }, new { id = "a2", bio = "Flour" });
        Assert.Equal("a2", await Hub.ScalarAsync<string>("select string_agg(a, ',') from post_chunks, unnest(account_ids) a"));
    }

    [Fact]
    public async Task A_stub_becomes_an_account()
    {
        await Hub.SendAsync("posts", Post("p1", "a1"));
        var answer = await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        Assert.Equal((0, 1), (answer["accepted"], answer["updated"]));
        Assert.False(await Hub.ScalarAsync<bool>("select is_stub from accounts where id = 'a1'"));
        Assert.Equal(1, await Hub.ScalarAsync<long>("select count(*) from post_chunks where kind = 'accounts'"));
    }

    [Fact]
    public async Task The_last_row_of_an_id_wins_and_rows_add_up()
    {
        var answer = await Hub.SendAsync("accounts", new { id = "a1", handle = "first" }, new { id = "a2" }, new { id = "a1", handle = "last" }, new { handle = "nobody" });
        Assert.Equal((2, 1, 1, "4:id"), (answer["accepted"], answer["updated"], answer["rejected"], answer.Errors));
        Assert.Equal("last", await Hub.ScalarAsync<string>("select handle from accounts where id = 'a1'"));
    }

    [Fact]
    public async Task A_state_that_was_set_at_a_time_is_not_undone_by_a_profile_that_says_no_time()
    {
        await Hub.SendAsync("accounts", new { id = "a1", state = "active" }, new { id = "a2", state = "active" });
        // As a decision and as an event leave it.
        await Hub.ExecuteAsync("update accounts set state = 'suspended', state_until = '2030-01-01', state_event_at = now() where id in ('a1', 'a2')");
        await Hub.SendAsync("accounts", new { id = "a1", state = "active", handle = "new" }, new { id = "a2", state = "deleted" });
        Assert.True(await Hub.ScalarAsync<bool>("select state = 'suspended' and state_until = '2030-01-01' and handle = 'new' from accounts where id = 'a1'"));
        Assert.True(await Hub.ScalarAsync<bool>("select state = 'deleted' and state_until is null from accounts where id = 'a2'"));
    }

    [Fact]
    public async Task A_state_given_by_the_platform_ends_a_time_limit_only_when_it_differs()
    {
        await Hub.SendAsync("accounts", new { id = "a1", state = "suspended" }, new { id = "a2", state = "suspended" });
        await Hub.ExecuteAsync("update accounts set state_until = '2030-01-01'");
        await Hub.SendAsync("accounts", new { id = "a1", state = "suspended" }, new { id = "a2", state = "active" });
        Assert.True(await Hub.ScalarAsync<bool>("select state = 'suspended' and state_until = '2030-01-01' from accounts where id = 'a1'"));
        Assert.True(await Hub.ScalarAsync<bool>("select state = 'active' and state_until is null from accounts where id = 'a2'"));
    }

    [Fact]
    public async Task Ids_and_values_have_limits()
    {
        var answer = await Hub.SendAsync("accounts", new { id = new string('i', 128) }, new { id = new string('i', 129) }, new { id = "" },
            new { id = "a", followers = -1 }, new { id = "a", followers = 1.5 }, new { id = "a", verified = "yes" }, new { id = "a", state = "gone" },
            new { id = "a", avatar_pdq = "xyz" }, new { id = "a", bio = new string('b', 5001) }, new { id = "a", device_hashes = Enumerable.Repeat("d", 65) });
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("2:id 3:id 4:followers 5:followers 6:verified 7:state 8:avatar_pdq 9:bio 10:device_hashes", answer.Errors);
    }

    [Fact]
    public async Task Whole_numbers_and_characters_count_however_they_are_written()
    {
        var id = string.Concat(Enumerable.Repeat("🧅", 128));
        var answer = await Hub.SendTextAsync("accounts", $$"""
            {"id":"a1","followers":10.0,"following":1e3,"posts":-0.0}
            {"id":"{{id}}","handle":"{{string.Concat(Enumerable.Repeat("🧅", 256))}}"}
            {"id":"{{id}}🧅"}
            {"id":"a2","followers":1e30}
            {"id":"a2","followers":0.5}
            """);
        Assert.Equal((2, "3:id 4:followers 5:followers"), (answer["accepted"], answer.Errors));
        Assert.Equal("10/1000/0", await Hub.ScalarAsync<string>("select concat_ws('/', followers, following, posts) from accounts where id = 'a1'"));
        Assert.Equal(id, await Hub.ScalarAsync<string>("select id from accounts where id <> 'a1'"));
        // What follows from an account with so long an id is written too.
        Assert.Equal(1, (await Hub.SendAsync("posts", Post("p1", id)))["accepted"]);
    }

    [Fact]
    public async Task Follows_are_upserted_without_stubs()
    {
        var first = await Hub.SendAsync("follows", new { follower_id = "a", followed_id = "b" }, new { follower_id = "a", followed_id = "c", at = "2026-01-01T00:00:00Z" });
        Assert.Equal((2, 0), (first["accepted"], first["updated"]));
        var second = await Hub.SendAsync("follows", new { follower_id = "a", followed_id = "b", at = "2026-02-01T00:00:00Z" },
            new { follower_id = "a", followed_id = "c" }, new { follower_id = "b", followed_id = "a" }, new { follower_id = "b" });
        Assert.Equal((1, 2, "4:followed_id"), (second["accepted"], second["updated"], second.Errors));
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(*) from follows where at is not null and platform_id = 7"));
        Assert.Equal(0, await Hub.CountAsync("accounts"));
    }

    [Fact]
    public async Task Events_set_the_state_and_a_deleted_account_stays_deleted()
    {
        await Hub.SendAsync("accounts", new { id = "a1" }, new { id = "a2" });
        var answer = await Hub.SendAsync("events", new { kind = "account_suspended", account_id = "a1", at = "2026-03-01T12:00:00Z" },
            new { kind = "account_restored", account_id = "a1", at = "2026-03-01T11:00:00Z" },
            new { kind = "account_deleted", account_id = "a2", at = "2026-03-01T12:00:00Z" },
            new { kind = "account_suspended", account_id = "a3", at = "2026-03-01T12:00:00Z" },
            new { kind = "post_edited", account_id = "a1", at = "2026-03-01T12:00:00Z" });
        Assert.Equal((3, 1, "5:post_id"), (answer["accepted"], answer["duplicates"], answer.Errors));
        var again = await Hub.SendAsync("events", new { kind = "account_restored", account_id = "a2", at = "2026-03-02T12:00:00Z" });
        Assert.Equal((0, 1), (again["accepted"], again["duplicates"]));
        Task<string> StatesAsync() => Hub.ScalarAsync<string>("select string_agg(id || ' ' || state, ',' order by id) from accounts");
        Assert.Equal("a1 suspended,a2 deleted,a3 suspended", await StatesAsync());

        // A deletion that was sent by mistake is taken back by describing the account as active, and by nothing less.
        await Hub.SendAsync("accounts", new { id = "a1", state = "active" }, new { id = "a2", handle = "two" });
        Assert.Equal("a1 suspended,a2 deleted,a3 suspended", await StatesAsync());
        await Hub.SendAsync("accounts", new { id = "a2", state = "active" });
        Assert.Equal("a1 suspended,a2 active,a3 suspended", await StatesAsync());
        await Hub.SendAsync("events", new { kind = "account_deleted", account_id = "a2", at = "2026-03-01T12:00:00Z" });
        Assert.Equal("a1 suspended,a2 active,a3 suspended", await StatesAsync());
    }
}
