using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Team;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>Queues are made, changed and closed by an administrator; nothing is lost in one that is closed.</summary>
public sealed class QueueTests(TestCluster cluster) : ReviewTests(cluster)
{
    Actor _admin = null!;

    static QueueTerms Terms(string name = "Swahili", QueueKind kind = QueueKind.Language, string? policy = null, int position = 5, params string[] languages) => new(name, kind, languages, policy, position);

    Task<string> AddAsync(QueueTerms terms) => World.Run<AddQueue, string>(_admin, (h, t) => h.HandleAsync(new(terms), t));

    Task CloseAsync(string id, bool close = true) => World.Run<CloseQueue>(_admin, (h, t) => h.HandleAsync(new(id, close), t));

    async Task<QueueLine> LineAsync(string id) => (await World.Run<ListQueues, IReadOnlyList<QueueLine>>(_admin, (h, t) => h.HandleAsync(t))).Single(q => q.Id == id);

    [Fact]
    public async Task A_queue_for_a_language_takes_what_somebody_cannot_read_and_shows_to_whoever_can()
    {
        _admin = await World.PersonAsync(Role.Admin);
        var moderator = await World.PersonAsync(Role.Moderator, languages: ["en"]);
        var id = await World.CaseAsync(language: "sw");
        var queue = await AddAsync(Terms(languages: ["sw"]));
        await World.Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        await World.Run<PassOnCase>(moderator, (h, t) => h.HandleAsync(new(id, PassReason.CannotRead), t));
        Assert.Equal((queue, 1), ((await World.CaseOfAsync(id)).QueueId, (await LineAsync(queue)).Undecided));
        var reader = await World.PersonAsync(Role.Moderator, languages: ["sw"]);
        Assert.Equal(id, (await World.Run<ClaimNext, ClaimedCase?>(reader, (h, t) => h.HandleAsync(new(queue), t)))!.CaseId);
    }

    [Fact]
    public async Task A_queue_closes_when_it_is_empty_and_what_is_taken_back_is_still_worked_on_there()
    {
        _admin = await World.PersonAsync(Role.Admin);
        var moderator = await World.PersonAsync(Role.Moderator);
        var id = await World.CaseAsync("arabic", "ar");
        Assert.Equal(QueueRules.NotEmpty, await ReviewWorld.BrokenAsync(() => CloseAsync("arabic")));
        var made = await World.DecideAsync(moderator, id);
        await CloseAsync("arabic");
        await CloseAsync("arabic");
        await World.Run<UndoDecision, Guid>(moderator, (h, t) => h.HandleAsync(new(made.DecisionId), t));
        await World.Run<ReleaseCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        Assert.Contains((await World.Run<QueueBoard, Board>(moderator, (h, t) => h.HandleAsync(new(), t))).Queues, q => q is { Id: "arabic", Waiting: 1 });

        // New ones go elsewhere, and once it is empty it leaves the side of the page.
        var other = await World.CaseAsync(language: "ar");
        await World.Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(other), t));
        await World.Run<PassOnCase>(moderator, (h, t) => h.HandleAsync(new(other, PassReason.CannotRead), t));
        Assert.Equal("ordinary", (await World.CaseOfAsync(other)).QueueId);
        await World.DecideAsync(moderator, id);
        // Queues are remembered for some seconds.
        ((MemoryCache)World.Get<IMemoryCache>()).Clear();
        Assert.DoesNotContain((await World.Run<QueueBoard, Board>(moderator, (h, t) => h.HandleAsync(new(), t))).Queues, q => q.Id == "arabic");

        Assert.Equal(QueueRules.LastOne, await ReviewWorld.BrokenAsync(async () =>
        {
            await World.ExecuteAsync("update cases set queue_id = 'leads'");
            await CloseAsync("ordinary");
        }));
        await CloseAsync("arabic", close: false);
        Assert.Null((await LineAsync("arabic")).ClosedAt);
        await using var db = World.Owner();
        Assert.Equal(["queue.closed", "queue.opened"], await db.AuditEntries.Where(e => e.SubjectId == "arabic").OrderBy(e => e.Seq).Select(e => e.Action).ToArrayAsync(Cancellation));
    }

    [Fact]
    public async Task What_makes_no_queue_is_refused_with_its_sentence()
    {
        _admin = await World.PersonAsync(Role.Admin);
        foreach (var (terms, rule) in new (QueueTerms, Rule)[]
        {
            (Terms(" \u200f", languages: ["sw"]), QueueRules.Name), (Terms("ordinary", languages: ["sw"]), QueueRules.Name), (Terms(new string('x', 61), languages: ["sw"]), QueueRules.Name),
            (Terms(), QueueRules.Languages), (Terms(languages: ["Swahili!"]), TeamRules.BadLanguage), (Terms(policy: "none", languages: ["sw"]), QueueRules.Policy), (Terms(kind: QueueKind.Sealed), QueueRules.Kind),
        })
            Assert.Equal(rule, await ReviewWorld.BrokenAsync(() => AddAsync(terms)));
        foreach (var kept in (string[])["sealed", "leads", Permissions.ThreatQueue])
            Assert.Equal(QueueRules.Kind, await ReviewWorld.BrokenAsync(() => CloseAsync(kept)));

        var id = await AddAsync(Terms("Spam", QueueKind.Ordinary, ReviewWorld.Spam));
        await World.Run<ChangeQueue>(_admin, (h, t) => h.HandleAsync(new(id, Terms("Spam and worse", QueueKind.Sealed, null, 7, "en")), t));
        var line = await LineAsync(id);
        // Its kind stays what it was made.
        Assert.Equal(("Spam and worse", QueueKind.Ordinary, null, 7, "en"), (line.Name, line.Kind, line.PolicyKey, line.Position, Assert.Single(line.Languages)));
        await Assert.ThrowsAsync<NotPermittedException>(async () => await World.Run<AddQueue, string>(await World.PersonAsync(Role.Lead), (h, t) => h.HandleAsync(new(Terms()), t)));
    }
}
