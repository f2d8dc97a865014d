using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Media;
using ModerationHub.Features.Media;
using ModerationHub.Infrastructure.Data;
using ModerationHub.IntegrationTests.Intake;
using ModerationHub.Tests.Media;
using Npgsql;

namespace ModerationHub.IntegrationTests.Media;

public sealed class HashBankTests(IntakeFixture fixture) : MediaTests(fixture)
{
    static string PdqOf(int seed) => ImageReader.Hash(Pictures.Make(seed)).Fingerprint.Hash.ToString();

    static object Row(string bank, int seed, string source = "press desk", string opinion = "agree", string label = "Thistle banner", bool notBankable = false, int? quality = 100) =>
        new { bank, pdq = PdqOf(seed), quality, label, severity = "high", source, opinion, not_bankable = notBankable };

    async Task<System.Text.Json.JsonElement[]> MatchesAsync(byte[] image) =>
        [.. (await UploadAsync(image)).Body.GetProperty("matches").EnumerateArray()];

    [Fact]
    public async Task The_hash_of_a_plain_surface_is_kept_and_never_compared()
    {
        var rows = new[] { new string('0', 64), "8" + new string('0', 63) }.Select(pdq => new { bank = "cards", pdq, quality = 100, label = "Card", source = "press desk" });
        Assert.Equal(2, (await Hub.SendAsync("hashes", [.. rows]))["accepted"]);
        Assert.Equal("true 2", await Hub.ScalarAsync<string>("select bool_and(not_bankable)::text || ' ' || count(*) from bank_hashes where bank_id = 'cards'"));
    }

    [Fact]
    public async Task An_image_near_a_banked_hash_is_named_with_bank_label_and_distance()
    {
        var answer = await Hub.SendAsync("hashes", Row("emblems", 301));
        Assert.Equal((HttpStatusCode.Accepted, 1, 0), (answer.Status, answer["accepted"], answer["updated"]));
        var match = Assert.Single(await MatchesAsync(Pictures.Make(301, 200, 150)));
        Assert.Equal(("emblems", "emblems", "Thistle banner", "high"), (match.GetProperty("bank").GetString(), match.GetProperty("bank_name").GetString(),
            match.GetProperty("label").GetString(), match.GetProperty("severity").GetString()));
        Assert.InRange(match.GetProperty("distance").GetInt32(), 0, PdqHash.SameImage);
        Assert.False(match.GetProperty("disputed").GetBoolean() || match.GetProperty("turned").GetBoolean());
        Assert.Empty(await MatchesAsync(Pictures.Make(302)));
    }

    [Fact]
    public async Task Turning_an_image_does_not_hide_it()
    {
        await Hub.SendAsync("hashes", Row("emblems", 303));
        foreach (var orientation in new byte[] { 2, 3, 6, 8 })
        {
            var match = Assert.Single(await MatchesAsync(Pictures.WithOrientation(Pictures.Make(303), orientation)));
            Assert.True(match.GetProperty("turned").GetBoolean());
        }
    }

    [Fact]
    public async Task The_same_file_is_known_whatever_it_looks_like()
    {
        var flat = Pictures.Flat(90, 90);
#pragma warning disable CA5351 // Names a file.
        var md5 = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(flat));
#pragma warning restore CA5351
        Assert.Equal(1, (await Hub.SendAsync("hashes", new { bank = "files", md5, label = "Blank card", source = "x" }))["accepted"]);
        Assert.True(Assert.Single(await MatchesAsync(flat)).GetProperty("same_file").GetBoolean());
        Assert.Empty(await MatchesAsync(Pictures.Flat(91, 90)));
    }

    [Fact]
    public async Task Sent_again_nothing_changes()
    {
        object[] rows = [Row("again", 304), Row("again", 305), Row("again", 304, "other desk")];
        Assert.Equal((2, 1), Counts(await Hub.SendAsync("hashes", rows)));
        var before = await Hub.ScalarAsync<string>(State);
        Assert.Equal((0, 3), Counts(await Hub.SendAsync("hashes", rows)));
        Assert.Equal(before, await Hub.ScalarAsync<string>(State));
        Assert.Equal((0, 1), Counts(await Hub.SendAsync("hashes", Row("again", 304, label: "Thistle flag"))));
        Assert.Equal("Thistle flag", await Hub.ScalarAsync<string>("select label from bank_hashes where bank_id = 'again' and pdq = $1", PdqOf(304)));
        Assert.Equal((0, 1), Counts(await Hub.SendAsync("hashes", Row("again", 304, "other desk", label: "Somebody else's words"))));
        Assert.Equal("Thistle flag", await Hub.ScalarAsync<string>("select label from bank_hashes where bank_id = 'again' and pdq = $1", PdqOf(304)));
    }

    const string State = """
        select string_agg(h::text || o::text, ',' order by h.seq, o.source) from bank_hashes h
        join bank_hash_opinions o on o.platform_id = h.platform_id and o.hash_id = h.id where h.bank_id = 'again'
        """;

    static (int, int) Counts(Answer answer) => (answer["accepted"], answer["updated"]);

    [Fact]
    public async Task Sources_that_contradict_each_other_make_a_dispute_and_one_that_withdraws_ends_it()
    {
        await Hub.SendAsync("hashes", Row("views", 306), Row("views", 306, "other desk", "disagree"));
        Assert.True(Assert.Single(await MatchesAsync(Pictures.Make(306))).GetProperty("disputed").GetBoolean());
        Assert.Equal("agree disagree", await Hub.ScalarAsync<string>("select string_agg(opinion, ' ' order by opinion) from bank_hash_opinions o join bank_hashes h on h.id = o.hash_id where h.bank_id = 'views'"));
        await Hub.SendAsync("hashes", Row("views", 306, "press desk", "disagree"));
        Assert.Empty(await MatchesAsync(Pictures.Make(306)));
        await Hub.SendAsync("hashes", Row("views", 306), Row("views", 306, "other desk"));
        Assert.False(Assert.Single(await MatchesAsync(Pictures.Make(306))).GetProperty("disputed").GetBoolean());
    }

    [Fact]
    public async Task The_gravest_severity_that_an_agreeing_source_gives_counts_whoever_brought_the_hash()
    {
        async Task<string> AfterAsync(string source, string? severity, string opinion = "agree")
        {
            object row = severity is null ? new { bank = "graver", pdq = PdqOf(340), label = "x", source, opinion } : new { bank = "graver", pdq = PdqOf(340), label = "x", source, opinion, severity };
            var answer = await Hub.SendAsync("hashes", row);
            Assert.Equal(1, answer["accepted"] + answer["updated"]);
            return Assert.Single(await MatchesAsync(Pictures.Make(340))).GetProperty("severity").GetString()!;
        }

        Assert.Equal("medium", await AfterAsync("press desk", null));
        Assert.Equal("severe", await AfterAsync("other desk", "severe"));
        Assert.Equal("severe", await AfterAsync("press desk", "low"));
        Assert.Equal("low", await AfterAsync("other desk", "severe", "disagree"));
        Assert.Equal("high", await AfterAsync("third desk", "high"));
        Assert.Equal("low", await AfterAsync("third desk", null));
        Assert.Equal("low severe -", await Hub.ScalarAsync<string>("""
            select string_agg(coalesce((array['low', 'medium', 'high', 'severe'])[o.severity + 1], '-'), ' ' order by array_position(array['press desk', 'other desk', 'third desk'], o.source))
            from bank_hash_opinions o join bank_hashes h on h.id = o.hash_id where h.bank_id = 'graver'
            """));
    }

    [Fact]
    public async Task Flags_and_hashes_of_poor_quality_are_kept_and_never_matched()
    {
        await Hub.SendAsync("hashes", Row("plain", 307, notBankable: true), Row("plain", 308, quality: 20));
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(*) from bank_hashes where bank_id = 'plain'"));
        Assert.Empty(await MatchesAsync(Pictures.Make(307)));
        Assert.Empty(await MatchesAsync(Pictures.Make(308)));
    }

    [Fact]
    public async Task Bad_rows_are_named_and_reject_no_neighbour()
    {
        await Hub.ExecuteAsync("""
            insert into policies (platform_id, key, name, severity, position) values (7, 'gore', 'Gore', 2, 0) on conflict do nothing;
            insert into banks (platform_id, id, name, kind, created_at) values (7, 'words', 'Words', 'terms', now()) on conflict do nothing
            """);
        var answer = await Hub.SendAsync("hashes",
            new { bank = "b", label = "x", source = "s" }, new { bank = "b", pdq = "12", label = "x", source = "s" }, new { pdq = PdqOf(1), label = "x", source = "s" },
            Row("words", 309), new { bank = "b", policy = "none", pdq = PdqOf(1), label = "x", source = "s" },
            new { bank = "graphic", policy = "gore", pdq = PdqOf(310), label = "x", source = "s", quality = 101 },
            new { bank = "graphic", policy = "gore", pdq = PdqOf(310), label = "x", source = "s" });
        Assert.Equal((1, "1:pdq 2:pdq 3:bank 4:bank 5:policy 6:quality"), (answer["accepted"], answer.Errors));
        Assert.Equal("gore", await Hub.ScalarAsync<string>("select policy_key from banks where id = 'graphic'"));
    }

    [Fact]
    public async Task Platforms_share_no_bank()
    {
        await Hub.SendAsync("hashes", Row("ours", 311));
        var theirs = await UploadAsync(Pictures.Make(311), key: (await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake")).Key);
        Assert.Equal(0, theirs.Body.GetProperty("matches").GetArrayLength());
        await using var connection = await Hub.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginAsync(IntakeHost.OtherPlatform, Cancellation);
        foreach (var table in new[] { "known_images", "media_heads", "bank_hashes", "bank_hash_opinions" })
        {
            await using var command = new NpgsqlCommand($"select count(*) from {table} where platform_id = {IntakeHost.Platform}", connection, transaction);
            Assert.Equal(0L, await command.ExecuteScalarAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Requests_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Hub.SendAsync("hashes", Row("many", 320 + i), Row("many", 320 + ((i + 1) % 8)))));
        Assert.Equal(8, await Hub.ScalarAsync<long>("select count(*) from bank_hashes where bank_id = 'many'"));
        foreach (var i in Enumerable.Range(0, 8))
            Assert.Single(await MatchesAsync(Pictures.Make(320 + i)));
    }
}
