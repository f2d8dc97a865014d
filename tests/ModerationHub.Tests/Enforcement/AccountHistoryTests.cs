using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Decisions;

namespace ModerationHub.Tests.Enforcement;

public sealed class AccountHistoryTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_decision_that_falls_gives_back_what_it_found()
    {
        var first = Made(0, ActionKind.Suspend, null, AccountState.Active);
        var second = Made(1, ActionKind.Restrict, 24, AccountState.Suspended);
        second.State = DecisionState.Undone;
        Assert.Equal((AccountState.Suspended, null), After(2, AccountState.Restricted, 1 + 24, first, second));
        first.State = DecisionState.Overturned;
        Assert.Equal((AccountState.Active, null), After(2, AccountState.Restricted, 1 + 24, first, second));
    }

    [Fact]
    public void One_that_still_stands_stays_whichever_other_falls()
    {
        var first = Made(0, ActionKind.Suspend, null, AccountState.Active);
        var second = Made(1, ActionKind.Suspend, null, AccountState.Suspended);
        first.State = DecisionState.Overturned;
        Assert.Equal((AccountState.Suspended, null), After(2, AccountState.Suspended, null, first, second));
        (first.State, second.State) = (DecisionState.Final, DecisionState.Overturned);
        Assert.Equal((AccountState.Suspended, null), After(2, AccountState.Suspended, null, first, second));
    }

    [Fact]
    public void What_the_platform_restored_stays_restored()
    {
        var suspended = Made(0, ActionKind.Suspend, null, AccountState.Active);
        // The platform let it go in between: the second decision found it active.
        var restricted = Made(100, ActionKind.Restrict, 1, AccountState.Active);
        Assert.Equal((AccountState.Active, null), After(102, AccountState.Restricted, 101, suspended, restricted));
        restricted.State = DecisionState.Overturned;
        Assert.Equal((AccountState.Active, null), After(100, AccountState.Restricted, 101, suspended, restricted));
        // Nor does the first one's fall touch what the platform said after it.
        suspended.State = DecisionState.Overturned;
        Assert.Equal((AccountState.Active, null), After(102, AccountState.Active, null, suspended));
    }

    [Fact]
    public void What_the_platform_suspended_itself_stays_suspended()
    {
        var restricted = Made(0, ActionKind.Restrict, 1, AccountState.Active);
        var undone = Made(100, ActionKind.Restrict, 5, AccountState.Suspended);
        undone.State = DecisionState.Undone;
        Assert.Equal((AccountState.Suspended, null), After(100, AccountState.Restricted, 105, restricted, undone));
    }

    [Fact]
    public void What_was_found_and_is_over_meanwhile_does_not_come_back()
    {
        var first = Made(0, ActionKind.Restrict, 2, AccountState.Active);
        var second = Made(1, ActionKind.Suspend, 4, AccountState.Restricted, untilBefore: 2);
        Assert.Equal((AccountState.Restricted, Start.AddHours(2)), After(1, AccountState.Restricted, 2, first));
        Assert.Equal((AccountState.Active, null), After(6, AccountState.Suspended, 5, first, second));
        Assert.Equal((AccountState.Active, null), After(6, AccountState.Suspended, 5));
    }

    static (AccountState State, DateTimeOffset? Until) After(double hours, AccountState state, double? until, params Decision[] decisions) =>
        AccountHistory.StateAfter(decisions, state, until is { } end ? Start.AddHours(end) : null, Start.AddHours(hours));

    static Decision Made(double hours, ActionKind kind, double? forHours, AccountState before, double? untilBefore = null)
    {
        var (id, at) = (Guid.CreateVersion7(Start.AddHours(hours)), Start.AddHours(hours));
        return new()
        {
            PlatformId = 1, Id = id, CaseId = id, AccountId = "a", PolicyKey = "p", PolicyVersion = 1, Reason = "r", DecidedBy = id, DecidedAs = "heron",
            DecidedAt = at, UndoUntil = at, State = DecisionState.Final, AccountStateBefore = before, AccountStateUntilBefore = untilBefore is { } end ? Start.AddHours(end) : null,
            Actions = [new DecisionAction { PlatformId = 1, DecisionId = id, Ordinal = 0, Kind = kind, EndsAt = forHours is { } h ? at.AddHours(h) : null }],
        };
    }
}
