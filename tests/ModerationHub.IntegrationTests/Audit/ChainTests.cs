using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Security;
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
    [InlineData("update audit_entries set actor = 'nobody' where seq = 2", 2, "The entry was changed: its hash does not fit.")]
    [InlineData("update audit_entries set at = at + interval '1 microsecond' where seq = 2", 2, "The entry was changed: its hash does not fit.")]
    [InlineData("update audit_payloads set json = '{}' where seq = 2", 2, "Its payload was changed: the digest does not fit.")]
    [InlineData("delete from audit_payloads where seq = 2", 2, "Its payload is missing.")]
    [InlineData("delete from audit_entries where seq = 2", 2, "The entry is missing.")]
    [InlineData("delete from audit_entries where seq = 1", 1, "The entry is missing.")]
    [InlineData("update audit_entries set previous_hash = hash where seq = 3", 3, "It is not bound to the entry before.")]
    [InlineData("update audit_entries set actor = 'nobody' where seq in (3, 5)", 3, "The entry was changed: its hash does not fit.")]
    public async Task Whoever_gets_around_the_triggers_is_found_at_the_entry(string tampering, long seq, string reason)
    {
        await ThreeDecisionsAsync();
        await TamperAsync(tampering);
        Assert.Equal((ExitCode.Failed, $"Platform {ReviewWorld.Platform}: entry {seq} is the first broken one. {reason}"), await SaidAsync());
    }

    [Fact]
    public async Task An_entry_that_was_written_anew_with_a_hash_that_fits_is_found_at_the_next_one()
    {
        await ThreeDecisionsAsync();
        await using (var db = World.Owner())
        {
            var entry = await db.AuditEntries.AsNoTracking().SingleAsync(e => e.Seq == 2, Cancellation);
            var hash = AuditChain.Hash(entry.PlatformId, entry.Seq, entry.At, entry.ActorId, "nobody", entry.Action, entry.SubjectKind, entry.SubjectId, entry.CaseId, entry.CorrelationId,
                entry.PayloadDigest, entry.PreviousHash);
            await TamperAsync($"update audit_entries set actor = 'nobody', hash = '\\x{Convert.ToHexStringLower(hash)}' where seq = 2");
        }
        Assert.Equal((ExitCode.Failed, $"Platform {ReviewWorld.Platform}: entry 3 is the first broken one. It is not bound to the entry before."), await SaidAsync());
    }

    [Theory]
    [InlineData("update audit_reads set actor = 'nobody' where id = (select min(read_id::text)::uuid from audit_read_seals)")]
    [InlineData("delete from audit_reads where id = (select max(read_id::text)::uuid from audit_read_seals)")]
    [InlineData("delete from audit_read_seals where read_id = (select max(read_id::text)::uuid from audit_read_seals)")]
    [InlineData("delete from audit_reads; delete from audit_read_seals")]
    public async Task Whoever_changes_what_was_read_is_found_at_its_seal_before_all_that_comes_after(string tampering)
    {
        await ThreeDecisionsAsync();
        World.Time.Advance(TimeSpan.FromMinutes(5));
        await World.Get<SealReads>().RunAsync(Cancellation);
        await ThreeDecisionsAsync();
        long seal;
        await using (var db = World.Owner())
            seal = await db.AuditReadSeals.Select(s => s.Seq).Distinct().SingleAsync(Cancellation);
        await TamperAsync($"{tampering}; update audit_entries set actor = 'nobody' where seq = {seal + 1}");
        Assert.Equal((ExitCode.Failed, $"Platform {ReviewWorld.Platform}: entry {seal} is the first broken one. The reads that it seals were changed or removed."), await SaidAsync());
    }

    [Fact]
    public async Task A_head_that_was_set_back_is_found_at_the_entry_that_it_leaves_out()
    {
        await ThreeDecisionsAsync();
        long last;
        await using (var db = World.Owner())
            last = await db.AuditHeads.Select(h => h.Seq).SingleAsync(Cancellation);
        await TamperAsync("update audit_heads h set seq = h.seq - 1, hash = (select hash from audit_entries e where e.platform_id = h.platform_id and e.seq = h.seq - 1)");
        Assert.Equal((ExitCode.Failed, $"Platform {ReviewWorld.Platform}: entry {last} is the first broken one. The head says that the chain ends at {last - 1}; it ends at {last}."), await SaidAsync());
    }

    async Task TamperAsync(string sql) => Assert.NotEqual(0, await World.ExecuteAsync($"set session_replication_role = replica; {sql}"));

    /// <summary>What `verify-audit` ends with, and its last sentence.</summary>
    async Task<(int ExitCode, string Sentence)> SaidAsync()
    {
        await using var output = new StringWriter();
        var exit = await VerifyAuditCommand.VerifyAsync(World.OwnerConnectionString, "/nonexistent", output, Cancellation);
        return (exit, output.ToString().TrimEnd().Split(Environment.NewLine)[^1]);
    }

    [Fact]
    public async Task Heads_of_another_database_and_of_no_hub_in_the_same_folder_mean_nothing_and_a_tail_cut_off_shows()
    {
        var folder = Directory.CreateTempSubdirectory("hub-heads-");
        try
        {
            await using var other = await ReviewWorld.CreateAsync(Cluster);
            foreach (var world in new[] { World, other })
            {
                var moderator = await world.PersonAsync(Role.Moderator);
                for (var i = 0; i < (world == other ? 6 : 3); i++)
                    await world.DecideForGoodAsync(moderator, await world.CaseAsync());
                await using var host = Host(world, folder.FullName);
                await host.GetRequiredService<ExportHead>().RunAsync(Cancellation);
            }
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, HeadFile.Name), Cancellation);
            Assert.Equal(2, lines.Length);
            // Somebody's own line, which says that the chain was longer.
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, HeadFile.Name), lines[0].Replace("\"seq\":", "\"seq\":9", StringComparison.Ordinal) + "\n", Cancellation);

            Assert.Equal((ExitCode.Done, ExitCode.Done), (await CommandAsync(World, folder.FullName), await CommandAsync(other, folder.FullName)));
            await World.ExecuteAsync("""
                set session_replication_role = replica; delete from audit_entries e using audit_heads h where e.platform_id = h.platform_id and e.seq = h.seq;
                update audit_heads h set seq = h.seq - 1, hash = (select e.hash from audit_entries e where e.platform_id = h.platform_id and e.seq = h.seq - 1)
                """);
            Assert.Equal(ExitCode.Failed, await CommandAsync(World, folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static Task<int> CommandAsync(ReviewWorld world, string folder) => VerifyAuditCommand.VerifyAsync(world.OwnerConnectionString, folder, TextWriter.Null, Cancellation);

    /// <summary>A host whose keys lie in the database, as the program's do.</summary>
    static ServiceProvider Host(ReviewWorld world, string folder)
    {
        var services = ReviewWorld.Handlers(world.RuntimeConnectionString, world.Time);
        services.AddHubKeys();
        services.AddSingleton(new HubSettings { DataFolder = folder, ConnectionString = "", MigratorConnectionString = "", Urls = "" });
        return services.BuildServiceProvider();
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
    public async Task A_seal_over_reads_that_lost_its_payload_is_a_break()
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
