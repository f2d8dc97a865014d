using Bunit;
using ModerationHub.Domain.Wellbeing;
using ModerationHub.Features.Triage;

namespace ModerationHub.Tests.Components;

public class ExposureTests : ConsoleTest
{
    [Fact]
    public void A_shift_ends_with_six_hours_without_any()
    {
        Assert.Equal(0, Exposure.InShift([], Now));
        Assert.Equal(3, Exposure.InShift([Now, Now.AddHours(-11), Now.AddHours(-5.5)], Now));
        Assert.Equal(1, Exposure.InShift([Now, Now.AddHours(-6), Now.AddHours(-7)], Now));
        Assert.Equal(0, Exposure.InShift([Now.AddHours(-6)], Now));
    }

    [Theory, InlineData(0, false, false), InlineData(3, true, false), InlineData(CasePane.BreakAfter, true, true)]
    public void The_counter_shows_once_there_is_something_and_a_break_is_suggested_when_there_was_much(int seen, bool counter, bool pause)
    {
        var meta = Render<CasePane>(p => p.Add(c => c.Case, TriageStateTests.Case("C-1")).Add(c => c.Exposures, seen)).Find(".meta").TextContent;

        Assert.Equal(counter, meta.Contains($"uncovered in this shift: {seen}", StringComparison.Ordinal));
        Assert.Equal(pause, meta.Contains("break", StringComparison.Ordinal));
    }
}
