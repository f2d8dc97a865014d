using ModerationHub.Features.Enforcement;

namespace ModerationHub.Tests.Enforcement;

public class DeliveryBackoffTests
{
    [Theory, InlineData(0.0), InlineData(0.5), InlineData(1.0)]
    public void It_grows_to_an_hour_and_the_last_try_is_a_day_after_the_first(double chance)
    {
        var (since, tries, waited) = (TimeSpan.Zero, 1, TimeSpan.Zero);
        while (DeliveryBackoff.After(tries, chance, since) is { } wait)
        {
            Assert.InRange(wait, TimeSpan.FromTicks(1), DeliveryBackoff.Longest * 1.2);
            Assert.True(wait >= waited || since + wait == DeliveryBackoff.GiveUpAfter);
            (since, tries, waited) = (since + wait, tries + 1, wait);
        }
        Assert.Equal(DeliveryBackoff.GiveUpAfter, since);
        Assert.InRange(tries, 25, 50);
    }

    [Fact]
    public void A_break_waits_its_time_but_not_beyond_the_day()
    {
        var ten = TimeSpan.FromSeconds(10);
        Assert.Equal(ten, DeliveryBackoff.AfterBreak(ten, TimeSpan.FromHours(23)));
        Assert.Null(DeliveryBackoff.AfterBreak(ten, DeliveryBackoff.GiveUpAfter));
    }
}
