using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Audit;

/// <summary>The chain holds, refuses to be changed, and shows where somebody changed it all the same.</summary>
public sealed class ChainTests(TestCluster cluster) : ReviewTests(cluster)
{
    async Task<VerificationReport> VerifyAsync() => await World.Get<AuditVerifier>().VerifyAsync(ReviewWorld.Platform, [], Cancellation);

    async Task ThreeDecisionsAsync()
    {
        var moderator = await World.PersonAsync(Role.Moderator);
        for (var i = 0; i < 3; i++)
            await World.DecideForGoodAsync(moderator, await World.CaseAsync());
    }

    [Fact]
    public async Task An_untouched_chain_holds()
    {
        await ThreeDecisionsAsync();
        var report = await VerifyAsync();
        Assert.Null(report.Broken);
        Assert.True(report.Chains.Sum(c => c.Entries) >= 3);
    }

    [Theory]
    [InlineData("update audit_entries set actor = 'nobody' where seq = 2")]
    [InlineData("update audit_payloads set json = '{}' where seq = 2")]
    [InlineData("delete from audit_entries where seq = 2")]
    public async Task Whoever_gets_around_the_triggers_is_found_at_the_entry(string tampering)
    {
        await ThreeDecisionsAsync();
        await World.ExecuteAsync($"set session_replication_role = replica; {tampering}");
        Assert.InRange((await VerifyAsync()).Broken!.Seq, 2, 3);
    }

    [Theory]
    [InlineData("update audit_entries set actor = 'nobody'")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries cascade")]
    [InlineData("delete from audit_payloads")]
    [InlineData("update audit_reads set actor = 'nobody'")]
    public async Task The_role_that_the_host_runs_as_cannot_change_the_record(string change)
    {
        await ThreeDecisionsAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => World.ExecuteAsync($"set role hub_app; select set_config('hub.platform', '*', false); {change}"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_seal_over_reads_that_lost_its_payload_is_a_break_and_not_an_erasure()
    {
        await ThreeDecisionsAsync();
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await World.Get<SealReads>().RunAsync(Cancellation);
        Assert.Null((await VerifyAsync()).Broken);
        Assert.NotEqual(0, await World.ExecuteAsync($"""
            set session_replication_role = replica;
            delete from audit_payloads p using audit_entries e where e.platform_id = p.platform_id and e.seq = p.seq and e.action = '{ReadSeal.Action}'
            """));
        Assert.NotNull((await VerifyAsync()).Broken);
    }
}
