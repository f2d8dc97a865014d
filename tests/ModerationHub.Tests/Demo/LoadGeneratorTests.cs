using System.Text;
using System.Text.Json;
using ModerationHub.Features.Demo;

namespace ModerationHub.Tests.Demo;

public class LoadGeneratorTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static JsonElement[] Rows(byte[] body) =>
        [.. Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    static (string? Id, string? At) Identity(JsonElement row) => (row.GetProperty("id").GetString(), row.GetProperty("created_at").GetString());

    [Fact]
    public void About_a_tenth_of_the_rows_repeat_an_earlier_post_whole()
    {
        var generator = new LoadGenerator(new LoadOptions { Start = Start, Duplicates = 0.1, Accounts = 500 });
        var rows = Enumerable.Range(0, 10).SelectMany(_ => Rows(generator.Posts(2000))).ToArray();
        Assert.Equal(20_000, rows.Length);
        Assert.Equal(20_000, generator.Rows);
        Assert.Equal(generator.Distinct, rows.Select(Identity).Distinct().LongCount());
        Assert.InRange(generator.Distinct, 17_700, 18_300);
        Assert.All(rows.GroupBy(Identity), same => Assert.Single(same.Select(row => row.GetRawText()).Distinct()));
    }

    [Fact]
    public void Posts_belong_to_the_accounts_that_it_makes()
    {
        var generator = new LoadGenerator(new LoadOptions { Start = Start, Accounts = 50 });
        var accounts = Rows(generator.Accounts(0, 50)).Select(row => row.GetProperty("id").GetString()).ToHashSet();
        var posters = Rows(generator.Posts(3000)).Select(row => row.GetProperty("account_id").GetString()).ToHashSet();
        Assert.Equal(50, accounts.Count);
        Assert.Equal(accounts.Order(), posters.Order());
    }

    [Fact]
    public void Texts_are_as_long_as_peoples_and_few_hold_words_of_the_bank()
    {
        var rows = Rows(new LoadGenerator(new LoadOptions { Start = Start, Suspicious = 0.02 }).Posts(10_000));
        Assert.InRange(rows.Average(row => row.GetProperty("text").GetString()!.Length), 120, 200);
        Assert.InRange(rows.Count(row => Bank.Matches(row.GetProperty("text").GetString()!)), 60, 400);
        Assert.Equal(4, rows.Select(row => row.GetProperty("language").GetString()).Distinct().Count());
    }

    [Fact]
    public void Two_senders_with_seeds_of_their_own_never_write_the_same_post()
    {
        var one = Rows(new LoadGenerator(new LoadOptions { Start = Start, Seed = 1 }).Posts(5000)).Select(Identity);
        var two = Rows(new LoadGenerator(new LoadOptions { Start = Start, Seed = 2 }).Posts(5000)).Select(Identity);
        Assert.Empty(one.Intersect(two));
    }
}
