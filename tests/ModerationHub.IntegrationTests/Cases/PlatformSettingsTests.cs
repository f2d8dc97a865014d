using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Features.Administration;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>How long posts are kept is an administrator's choice, told before it drops anything and kept on the record.</summary>
public sealed class PlatformSettingsTests(TestCluster cluster) : ReviewTests(cluster)
{
    Actor _admin = null!;

    Task<PlatformSettings> ReadAsync() => World.Run<ReadPlatform, PlatformSettings>(_admin, (h, t) => h.HandleAsync(t));

    Task ChangeAsync(PlatformSettings settings) => World.Run<ChangePlatform>(_admin, (h, t) => h.HandleAsync(new(settings), t));

    Task<long> LeavingAsync(PlatformSettings settings) => World.Run<PreviewRetention, long>(_admin, (h, t) => h.HandleAsync(new(settings), t));

    [Fact]
    public async Task A_change_is_read_again_and_stands_on_the_record_once()
    {
        _admin = await World.PersonAsync(Role.Admin);
        Assert.Equal(new(90, 2_000_000, 30), await ReadAsync());
        await ChangeAsync(new(null, 50_000, 45));
        await ChangeAsync(new(null, 50_000, 45));
        Assert.Equal(new(null, 50_000, 45), await ReadAsync());
        await using var db = World.Owner();
        var entry = await db.AuditEntries.Include(e => e.Payload).SingleAsync(e => e.Action == "platform.changed", Cancellation);
        Assert.Contains("\"retention_days\": 90", entry.Payload!.Json.Replace("\":", "\": ", StringComparison.Ordinal).Replace(":  ", ": ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(_admin.UserId, entry.ActorId);
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused_with_its_sentence_and_changes_nothing()
    {
        _admin = await World.PersonAsync(Role.Admin);
        foreach (var (wrong, rule) in new (PlatformSettings, Domain.Rule)[]
        {
            (new(6, 2_000_000, 30), PlatformRules.Retention), (new(3_651, 2_000_000, 30), PlatformRules.Retention),
            (new(90, 9_999, 30), PlatformRules.Backlog), (new(90, 2_000_000, 0), PlatformRules.EnforcementAlarm),
        })
        {
            Assert.Equal(rule, await ReviewWorld.BrokenAsync(() => ChangeAsync(wrong)));
            Assert.Equal(rule, await ReviewWorld.BrokenAsync(() => LeavingAsync(wrong)));
        }
        Assert.Equal(new(90, 2_000_000, 30), await ReadAsync());
    }

    [Fact]
    public async Task What_a_shorter_time_drops_is_counted_as_the_nightly_run_does_it()
    {
        _admin = await World.PersonAsync(Role.Admin);
        await World.ExecuteAsync("""
            insert into posts (platform_id, created_at, id, account_id, text, mentions, hashtags, urls)
            select p, '2026-05-04'::timestamptz - d * interval '1 day', p || '-' || d, 'a', 'x', '{}', '{}', '{}' from unnest(array[1, 2]) p, unnest(array[1, 40, 200, 3000]) d
            """);
        Assert.Equal(0, await LeavingAsync(new(null, 2_000_000, 30)));
        Assert.Equal(1, await LeavingAsync(new(90, 2_000_000, 30)) - await LeavingAsync(new(365, 2_000_000, 30)));
        Assert.Equal(3, await LeavingAsync(new(7, 2_000_000, 30)));
        // What arrived lately counts from its arrival on.
        await World.ExecuteAsync($"insert into post_arrivals (platform_id, week, last_at) values (1, date_trunc('week', '2026-05-04'::timestamp - interval '3000 days')::date, '{World.Time.GetUtcNow():O}')");
        Assert.Equal(2, await LeavingAsync(new(7, 2_000_000, 30)));
    }
}
