using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Tests.Pages;

public class TriagePageTests : PageTest
{
    static readonly QueueSummary[] queues = [new("a", "First", QueueKind.Ordinary, 60, 0, 0), new("b", "Second", QueueKind.Ordinary, 1, 0, 0)];

    readonly BunitJSModuleInterop keys;
    Func<Task<Board>> board = () => Task.FromResult(Board([]));
    QueueRow[] read = [];

    public TriagePageTests()
    {
        keys = JSInterop.SetupModule(_ => true);
        keys.Mode = JSRuntimeMode.Loose;
        Runner.Answer<ShiftExposures>(0)
            .Answer<QueueBoard, Board>(() => board())
            .Answer<QueueBoard, IReadOnlyList<QueueRow>>(() => Task.FromResult<IReadOnlyList<QueueRow>>(read))
            .Answer<QueueBoard, IReadOnlyList<QueueSummary>>(() => Task.FromResult<IReadOnlyList<QueueSummary>>(queues));
    }

    static QueueRow Row(string handle, string queue = "a") => new(Guid.CreateVersion7(Now), queue, CaseState.Open, CaseLane.Ordinary, 0, 1, handle, handle, "p", 0.9, 0.7, "en", Now, Now.AddHours(1), null, null, null, null);

    static Board Board(QueueRow[] waiting, string? next = null) => new(queues, [], waiting, next);

    static string[] Handles(IRenderedComponent<TriagePage> page) => [.. page.FindAll(".handle").Select(handle => handle.TextContent)];

    void Announce(Guid id, string queue = "a", LiveKind kind = LiveKind.CandidateRaised)
    {
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Clock.GetUtcNow()), At = Now, Kind = kind, SubjectId = id, QueueId = queue }]);
        Clock.Advance(TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public void What_is_raised_while_the_list_is_being_read_is_in_it_afterwards()
    {
        var reading = new TaskCompletionSource<Board>();
        board = () => reading.Task;
        var page = Render<TriagePage>();
        var late = Row("late");
        read = [late];
        Announce(late.CaseId);

        reading.SetResult(Board([Row("early")]));
        page.WaitForAssertion(() => Assert.Equal(["@early", "@late"], Handles(page).Order()));
    }

    [Fact]
    public void Of_two_queues_that_are_pressed_quickly_the_last_is_shown_whichever_answer_is_slower()
    {
        var page = Render<TriagePage>();
        page.WaitForElement(".queue nav button");
        var slow = new TaskCompletionSource<Board>();
        Queue<Task<Board>> answers = new([slow.Task, Task.FromResult(Board([Row("of_b", "b")]))]);
        board = answers.Dequeue;
        page.FindAll(".queue nav button")[1].Click();
        page.FindAll(".queue nav button")[2].Click();
        slow.SetResult(Board([Row("of_a")]));

        page.WaitForAssertion(() => Assert.Equal(["@of_b"], Handles(page)));
        Assert.Equal("true", page.FindAll(".queue nav button")[2].GetAttribute("aria-current"));
        Assert.EndsWith("?queue=b", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_fills_up_again_as_its_cases_are_decided()
    {
        QueueRow[] first = [.. Enumerable.Range(0, 20).Select(i => Row($"r{i}"))];
        board = () => Task.FromResult(Board(first, next: "more"));
        var page = Render<TriagePage>();
        page.WaitForAssertion(() => Assert.Equal(20, Handles(page).Length));
        board = () => Task.FromResult(Board([.. first[1..], Row("next")]));
        Announce(first[0].CaseId, kind: LiveKind.CaseDecided);

        page.WaitForAssertion(() => Assert.Contains("@next", Handles(page)));
        Assert.DoesNotContain("@r0", Handles(page));
        Assert.Empty(page.FindAll(".queue .none"));
    }

    [Theory, InlineData(0, false), InlineData(11, true)]
    public void Claims_are_kept_while_somebody_is_there_and_run_out_when_nobody_is(int idleMinutes, bool lapses)
    {
        var file = CaseFilePageTests.File() with { Claim = new CaseClaim("Heron", true, Now.AddMinutes(5)) };
        Runner.Answer<ClaimNext>(new ClaimedCase(file.Id, "a", Now.AddMinutes(5))).Answer<ReadCase>(file)
            .Answer<RenewClaim, DateTimeOffset>(() => Task.FromResult(Clock.GetUtcNow().AddMinutes(5)));
        keys.Setup<double>("idle").SetResult(TimeSpan.FromMinutes(idleMinutes).TotalMilliseconds);
        var page = Render<TriagePage>();
        page.WaitForElement("[data-home-focus]").Click();
        page.WaitForElement("article.case");
        // The next one is not asked for twice.
        Runner.Answer<ClaimNext>(null);
        for (var minute = 0; minute < 4; minute++)
            Clock.Advance(TimeSpan.FromMinutes(1));
        page.WaitForAssertion(() => Assert.True(keys.Invocations["idle"].Count >= 4));
        Assert.Single(page.FindAll("article.case"));
        Assert.Equal(!lapses, Runner.Ran.Contains(typeof(RenewClaim)));

        for (var minute = 0; minute < 2; minute++)
            Clock.Advance(TimeSpan.FromMinutes(1));
        page.WaitForAssertion(() => Assert.True(keys.Invocations["idle"].Count >= (lapses ? 5 : 6)));
        page.WaitForAssertion(() => Assert.Equal(lapses ? 0 : 1, page.FindAll("article.case").Count));
        Assert.Equal(lapses, Runner.Ran.Contains(typeof(ReleaseCase)));
    }

    [Fact]
    public void A_page_that_closes_ends_no_write()
    {
        var file = CaseFilePageTests.File();
        Dictionary<Type, bool> endable = [];
        Runner.Answer<ClaimNext>(new ClaimedCase(file.Id, "a", Now.AddMinutes(5))).Answer<ReadCase>(file).Refuse<EscalateCase>(new RuleBrokenException(Rule));
        Runner.OnRun = (handler, token) => endable[handler] = token.CanBeCanceled;
        var page = Render<TriagePage>();
        page.WaitForElement("[data-home-focus]").Click();
        page.WaitForElement(".harm button").Click();
        page.WaitForElement(".pass button").Click();

        page.WaitForAssertion(() => Assert.Contains(typeof(PassOnCase), endable.Keys));
        Assert.Equal([false, false, false, true], new[] { typeof(ClaimNext), typeof(EscalateCase), typeof(PassOnCase), typeof(ReadCase) }.Select(handler => endable[handler]));
    }
}
