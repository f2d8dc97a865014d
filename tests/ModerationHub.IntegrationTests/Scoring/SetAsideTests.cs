using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Policies;

namespace ModerationHub.IntegrationTests.Scoring;

/// <summary>What scoring set aside is tried again when its error is cured, or leaves the list with a reason.</summary>
public sealed class SetAsideTests(TestCluster cluster)
{
    static readonly Actor Admin = new(Guid.CreateVersion7(), "Plover", ScoringWorld.Platform, new HashSet<Permission>(Permissions.Of(Role.Admin))) { Role = Role.Admin };

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    static Task RetryAsync(IServiceProvider host, params Guid[] ids) =>
        host.GetRequiredService<OperationRunner>().RunAsync<RetrySetAside>(Admin, (retry, token) => retry.HandleAsync(new(ids), token), Cancellation);

    static Task DismissAsync(IServiceProvider host, Guid id, string reason) =>
        host.GetRequiredService<OperationRunner>().RunAsync<DismissSetAside>(Admin, (dismiss, token) => dismiss.HandleAsync(new(id, reason), token), Cancellation);

    [Fact]
    public async Task What_is_tried_again_is_scored_once_its_error_is_cured_and_set_aside_again_before()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.ExecuteAsync("alter table account_scores add constraint ck_test check (account_id <> 'acc-1')");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 6));
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        Task<Guid[]> IdsAsync() => world.ReadAsync<Guid[]>("select array_agg(id order by id) from scoring_failures");
        var first = await IdsAsync();
        Assert.Equal(6, first.Length);

        await RetryAsync(host, first);
        await ScoringWorld.DrainAsync(host);
        var second = await IdsAsync();
        Assert.Equal((6, 0), (second.Length, second.Intersect(first).Count()));

        await world.ExecuteAsync("alter table account_scores drop constraint ck_test");
        await RetryAsync(host, second);
        await Assert.ThrowsAsync<RuleBrokenException>(() => RetryAsync(host, second));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
        Assert.Equal((6L, 1L), (await world.ReadAsync<long>("select scored_posts from account_scores"), await world.ReadAsync<long>("select count(*) from cases")));
        Assert.Equal(12L, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'scoring.retried' and actor = 'Plover'"));
    }

    [Theory, InlineData("account_scores", "account_id <> 'fan'"), InlineData("audit_entries", "action <> 'case.opened'")]
    public async Task What_was_to_be_counted_anew_is_counted_anew_when_it_is_tried_again(string table, string check)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("fan");
        TestPost[] posts = [.. PolicyChangeTests.Fan("fan", 0)];
        await world.PostsAsync(posts);
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));
        await world.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life) values (7, $1, $2, 'the lantern walks north', 'phrase', 'en', 0.9, false)",
            PlatformSetupSeeds.ViolentExtremism, new Guid(9, 0, 0, new byte[8]));
        await world.ExecuteAsync($"alter table {table} add constraint ck_test check ({check}) not valid");
        await using (var connection = await world.OwnerConnectionAsync())
            await Chunks.AddRecountAsync(connection, ScoringWorld.Platform, posts.Select(p => (p.AccountId, p.CreatedAt.UtcDateTime, p.Id)), [], world.Time.GetUtcNow(), Cancellation);
        var host = world.Host();
        // Refused row by row, or in the end as a whole.
        for (var tries = 0; tries < 12; tries++)
            await Record.ExceptionAsync(() => host.GetRequiredService<ScoringDrain>().DrainOnceAsync(Cancellation));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
        Assert.Equal(posts.Select(p => p.Id).Order(StringComparer.Ordinal), await world.ReadAsync<string[]>("select array_agg(post_id order by post_id collate \"C\") from scoring_failures where recount and account_id = 'fan'"));

        await world.ExecuteAsync($"alter table {table} drop constraint ck_test");
        await RetryAsync(host, await world.ReadAsync<Guid[]>("select array_agg(id) from scoring_failures"));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal((posts.Length, posts.Length), ((int)await world.ReadAsync<long>("select scored_posts from account_scores"), (int)await world.ReadAsync<long>("select evidence_count from cases")));
    }

    [Fact]
    public async Task A_row_is_dismissed_with_a_reason_that_stands_on_the_record()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var id = Guid.CreateVersion7(ScoringWorld.Start);
        await world.ExecuteAsync("insert into scoring_failures (platform_id, id, account_id, error, at) values ($1, $2, 'acc-1', 'FormatException', $3)", ScoringWorld.Platform, id, ScoringWorld.Start);
        var refused = await Assert.ThrowsAsync<RuleBrokenException>(() => DismissAsync(host, id, " \u200f"));
        Assert.Equal(SetAsideRules.ReasonRequired, refused.Rule);
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from scoring_failures"));

        await DismissAsync(host, id, "A test of the platform.");
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
        Assert.Equal("A test of the platform.", await world.ReadAsync<string>("select p.json::jsonb ->> 'reason' from audit_entries e join audit_payloads p using (platform_id, seq) where action = 'scoring.dismissed'"));
    }
}
