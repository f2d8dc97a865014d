namespace ModerationHub.Domain.Wellbeing;

/// <summary>Somebody uncovered what was blurred. It is counted for the one who looked and for nobody else.</summary>
public sealed class Exposure
{
    /// <summary>So long without any, and a new shift has begun.</summary>
    public static readonly TimeSpan BetweenShifts = TimeSpan.FromHours(6);

    /// <summary>A shift is over within a day; what is older is of no use to its owner.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public required int PlatformId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string PostId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>How many of these times, in any order, belong to the shift that runs now.</summary>
    public static int InShift(IEnumerable<DateTimeOffset> times, DateTimeOffset now)
    {
        var (count, later) = (0, now);
        foreach (var at in times.OrderDescending())
        {
            if (later - at >= BetweenShifts)
                break;
            (count, later) = (count + 1, at);
        }
        return count;
    }
}
