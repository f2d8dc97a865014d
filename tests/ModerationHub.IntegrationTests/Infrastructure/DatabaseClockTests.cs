using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Data;
using ModerationHub.IntegrationTests.Cases;
using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

public sealed class DatabaseClockTests(TestCluster cluster) : ReviewTests(cluster)
{
    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A_host_whose_clock_is_wrong_goes_by_the_databases(int minutes)
    {
        await using var source = NpgsqlDataSource.Create(World.RuntimeConnectionString);
        var clock = new DatabaseClock(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes)));
        var before = await NowAsync(source);
        await clock.MeasureAsync(source, Cancellation);
        Assert.InRange(clock.GetUtcNow(), before, await NowAsync(source));
    }

    [Fact]
    public async Task A_host_whose_clock_is_ahead_ends_nobodys_claim()
    {
        var id = await World.CaseAsync();
        await World.ExecuteAsync($"update cases set state = 'claimed', claimed_by = gen_random_uuid(), claimed_until = now() + interval '5 minutes' where id = '{id}'");
        var clock = new DatabaseClock(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(30)));
        var services = ReviewWorld.Handlers(World.RuntimeConnectionString, clock);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        await using var host = services.BuildServiceProvider();
        await clock.MeasureAsync(host.GetRequiredService<NpgsqlDataSource>(), Cancellation);

        await host.GetRequiredService<CaseSweep>().RunAsync(Cancellation);

        Assert.Equal(CaseState.Claimed, (await World.CaseOfAsync(id)).State);
    }

    [Fact]
    public void What_a_measurement_cannot_tell_from_its_own_error_is_left_alone()
    {
        var (at, clock) = (new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero), new DatabaseClock(new FakeTimeProvider()));
        clock.Correct(at.AddMilliseconds(200), at, TimeSpan.Zero);
        clock.Correct(at.AddSeconds(9), at, TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, clock.Ahead);
        clock.Correct(at.AddSeconds(-9), at, TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(-10), clock.Ahead);
        clock.Correct(at, at, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, clock.Ahead);
    }

    static async Task<DateTimeOffset> NowAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select clock_timestamp()");
        return new((DateTime)(await command.ExecuteScalarAsync(Cancellation))!);
    }
}
