using ModerationHub.Components;

namespace ModerationHub.Tests.Components;

public class MomentsTests
{
    static readonly TimeZoneInfo Riyadh = TimeZoneInfo.FindSystemTimeZoneById("Asia/Riyadh"), Cairo = TimeZoneInfo.FindSystemTimeZoneById("Africa/Cairo"),
        Havana = TimeZoneInfo.FindSystemTimeZoneById("America/Havana");

    [Fact]
    public void A_day_begins_and_ends_at_its_zones_midnight()
    {
        Assert.Equal(At(2026, 3, 1, 21), Moments.StartOf(new(2026, 3, 2), Riyadh));
        Assert.Equal(At(2026, 3, 2, 21), Moments.EndOf(new(2026, 3, 2), Riyadh));
        Assert.Equal(At(2026, 3, 2, 0), Moments.StartOf(new(2026, 3, 2), TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_day_whose_midnight_is_passed_over_begins_when_the_clocks_are_put_forward()
    {
        // In Cairo 24 April 2026 begins at one o'clock.
        Assert.Equal(At(2026, 4, 23, 22), Moments.StartOf(new(2026, 4, 24), Cairo));
        Assert.Equal(At(2026, 4, 24, 21), Moments.EndOf(new(2026, 4, 24), Cairo));
    }

    [Fact]
    public void A_day_with_two_midnights_begins_at_the_first()
    {
        // In Havana the clocks go back from one to midnight on 1 November 2026.
        Assert.Equal(At(2026, 11, 1, 4), Moments.StartOf(new(2026, 11, 1), Havana));
        Assert.Equal(At(2026, 11, 2, 5), Moments.EndOf(new(2026, 11, 1), Havana));
    }

    [Fact]
    public void The_first_and_the_last_day_of_the_calendar_are_days_in_every_zone()
    {
        Assert.Equal(DateTimeOffset.MinValue, Moments.StartOf(DateOnly.MinValue, Riyadh));
        Assert.Equal(DateTimeOffset.MaxValue, Moments.EndOf(DateOnly.MaxValue, Havana));
        Assert.Equal(At(9999, 12, 31, 5), Moments.StartOf(DateOnly.MaxValue, Havana));
    }

    static DateTimeOffset At(int year, int month, int day, int hour) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);
}
