using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>What was uncovered counts for whoever uncovered it, within their shift, and for nobody else.</summary>
public sealed class ExposureTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<int> CountAsync(Actor actor, Guid caseId) => World.Run<CountExposure, int>(actor, (h, t) => h.HandleAsync(new(caseId, "p"), t));

    Task<int> ShiftAsync(Actor actor) => World.Run<ShiftExposures, int>(actor, (h, t) => h.HandleAsync(t));

    [Fact]
    public async Task Each_time_counts_for_the_one_who_looked_until_the_shift_is_over()
    {
        var id = await World.CaseAsync();
        var (heron, kestrel) = (await World.PersonAsync(Role.Moderator), await World.PersonAsync(Role.Moderator));
        Assert.Equal(1, await CountAsync(heron, id));
        World.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, await CountAsync(heron, id));
        Assert.Equal((2, 0), (await ShiftAsync(heron), await ShiftAsync(kestrel)));

        World.Time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(0, await ShiftAsync(heron));
        Assert.Equal(1, await CountAsync(heron, id));
    }

    [Fact]
    public async Task What_is_older_than_two_days_is_forgotten_and_none_of_it_is_on_the_record()
    {
        var id = await World.CaseAsync();
        var heron = await World.PersonAsync(Role.Moderator);
        await CountAsync(heron, id);
        World.Time.Advance(TimeSpan.FromDays(3));
        await CountAsync(heron, id);
        await using var db = World.Owner();
        Assert.Equal(World.Time.GetUtcNow(), (await db.Exposures.SingleAsync(Cancellation)).At);
        Assert.Empty(await db.AuditEntries.ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_case_that_somebody_may_not_see_counts_for_nobody()
    {
        var id = await World.CaseAsync("arabic");
        var english = await World.PersonAsync(Role.Moderator, languages: ["en"]);
        await Assert.ThrowsAsync<NotPermittedException>(() => CountAsync(english, id));
        Assert.Equal(0, await ShiftAsync(english));
    }
}
