using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

public sealed class ReadPlatform(Operation op)
{
    public async Task<PlatformSettings> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        return PlatformSettings.Of(await op.Db.Platforms.AsNoTracking().SingleAsync(p => p.Id == op.PlatformId, cancellation));
    }
}

/// <summary>How many posts a retention time would let go at the next run, counted up to <see cref="Most"/>; one more means "and more".</summary>
public sealed class PreviewRetention(Operation op)
{
    public const int Most = 100_000;

    public sealed record Command(PlatformSettings Settings);

    public async Task<long> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        command.Settings.Check();
        if (command.Settings.RetentionDays is not { } days)
            return 0;
        return await op.Db.Database.SqlQuery<long>($"""
            select count(*) as "Value" from (
                select from post_partitions r join posts p on p.platform_id = {op.PlatformId} and p.created_at >= r.starts_at and p.created_at < r.ends_at
                where post_time_is_over({op.PlatformId}, {days}, r.starts_at, r.ends_at, {op.Now}) limit {Most + 1}) leaving
            """).SingleAsync(cancellation);
    }
}

/// <summary>How long posts are kept, how much may wait, and when a silent platform alarms.</summary>
public sealed class ChangePlatform(Operation op)
{
    public sealed record Command(PlatformSettings Settings);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePlatform);
        var platform = await op.Db.Platforms.FromSql($"select * from platforms where id = {op.PlatformId} for update").SingleAsync(cancellation);
        var before = PlatformSettings.Of(platform);
        command.Settings.ApplyTo(platform);
        if (command.Settings != before)
            op.Audit("platform.changed", "platform", platform.Key, new { before, after = command.Settings });
    }
}
