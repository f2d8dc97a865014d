using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Features.Accounts;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Accounts;

public sealed class SearchAccountsTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handles_are_found_in_any_case_page_by_page_and_signs_stand_for_themselves()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        await using (var db = world.Owner())
            await db.Database.ExecuteSqlAsync($"""
                insert into accounts (platform_id, id, bucket, handle, is_stub, state, age_band, first_seen_at, updated_at, device_hashes, ip_hashes)
                select {ReviewWorld.Platform}, 'a' || n, 1, h, false, 'active', 'unknown', now(), now(), array[]::text[], array[]::text[]
                from unnest(array['Thistle', 'thistle_2', 'THISTLE9', 'Ünder', '100%', '1000'] || (select array_agg('Fan' || lpad(g::text, 3, '0')) from generate_series(1, 45) g)) with ordinality x(h, n)
                """, Cancellation);
        var moderator = await world.PersonAsync(Role.Moderator);
        Task<AccountHits> FindAsync(string text, int offset = 0) =>
            world.Runner.RunAsync<SearchAccounts, AccountHits>(moderator, (search, token) => search.HandleAsync(new(text, offset), token), Cancellation);

        Assert.Equal(["Thistle", "THISTLE9", "thistle_2"], (await FindAsync("tHISTLE")).Hits.Select(hit => hit.Handle));
        Assert.Equal("Ünder", Assert.Single((await FindAsync("@üN")).Hits).Handle);
        Assert.Equal("100%", Assert.Single((await FindAsync("100%")).Hits).Handle);
        Assert.Empty((await FindAsync("\0")).Hits);

        var pages = new[] { await FindAsync("fan"), await FindAsync("fan", 20), await FindAsync("fan", 40) };
        Assert.Equal([(20, true), (20, true), (5, false)], pages.Select(page => (page.Hits.Count, page.More)));
        Assert.Equal(45, pages.SelectMany(page => page.Hits).DistinctBy(hit => hit.Id).Count());
        // The exact id comes before others that begin like it.
        Assert.Equal("a1", (await FindAsync("a1")).Hits[0].Id);
        Assert.Empty((await FindAsync("fan", int.MaxValue)).Hits);
    }

    [Fact]
    public async Task The_range_of_a_prefix_is_read_from_the_index_under_row_level_security()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        await using var connection = new Npgsql.NpgsqlConnection(world.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new Npgsql.NpgsqlCommand("""
            set enable_seqscan = off; set enable_bitmapscan = off; set role hub_app;
            explain select id from accounts where platform_id = 1 and handle_key >= 'x' and handle_key < 'y' order by handle_key limit 21
            """, connection);
        List<string> plan = [];
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            plan.Add(reader.GetString(0));
        Assert.Contains(plan, line => line.Contains("Index Cond", StringComparison.Ordinal) && line.Contains("handle_key >=", StringComparison.Ordinal));
    }
}
