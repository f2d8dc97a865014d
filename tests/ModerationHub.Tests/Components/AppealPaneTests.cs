using Bunit;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;

namespace ModerationHub.Tests.Components;

public class AppealPaneTests : ConsoleTest
{
    const string Hostile = "<img src=x onerror=alert(1)> I was reporting.";

    static AppealFile File(bool mayAnswer = true) => new(
        new Appeal { PlatformId = 1, Id = Guid.CreateVersion7(Now), ExternalId = "ap-1", DecisionId = Guid.Empty, AccountId = "a1", Text = Hostile, Language = "ar", At = Now, ReceivedAt = Now },
        Decisions.File() with { DecidedById = Guid.CreateVersion7(Now) }, mayAnswer);

    [Fact]
    public void The_owners_words_are_text_beside_the_decision()
    {
        var pane = Render<AppealPane>(p => p.Add(c => c.File, File()));

        var words = pane.Find(".words");
        Assert.Equal((Hostile, "auto", "ar"), (words.TextContent, words.GetAttribute("dir"), words.GetAttribute("lang")));
        Assert.Empty(pane.FindAll("img"));
        Assert.Contains("Calls for violence.", pane.Markup, StringComparison.Ordinal);
        Assert.Contains("take the thorn oath", pane.Find("article.post").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_reason_nothing_is_answered()
    {
        List<(bool, string)> answers = [];
        var pane = Render<AppealPane>(p => p.Add(c => c.File, File()).Add(c => c.OnAnswer, answers.Add));

        pane.Find(".grave").Click();
        Assert.Empty(answers);
        Assert.NotEmpty(pane.FindAll(".error"));

        pane.Find("textarea").Input(" It was reporting. ");
        pane.Find(".grave").Click();
        Assert.Empty(answers);
        pane.Find(".grave").Click();
        Assert.Equal([(true, "It was reporting.")], answers);
    }

    [Fact]
    public void Whoever_decided_finds_no_buttons()
    {
        var pane = Render<AppealPane>(p => p.Add(c => c.File, File(mayAnswer: false)));

        Assert.Empty(pane.FindAll("aside footer button"));
        Assert.Contains("did not make the decision", pane.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }
}

/// <summary>A decision whole, as the record gives it.</summary>
static class Decisions
{
    static readonly DateTimeOffset At = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static DecisionFile File(DecisionState state = DecisionState.Final, Guid? id = null) => new()
    {
        Decision = Document(id ?? Guid.CreateVersion7(At), state),
        DecidedById = Guid.Empty,
        PolicyName = "Violent extremism",
        PolicyText = "Do not call for violence.",
        Exhibits = [new PostEvidence { Id = "p1", CreatedAt = At, Text = "take the thorn oath", Language = "en" }],
        Profile = new ProfileEvidence { Id = "a1", Handle = "torch", State = AccountState.Suspended },
        Explanation = [new ExplanationPart("terms", "content", 0.8, "Calls to arms in one post.", ["p1"])],
        Enforcement = [],
        Trail = [new AuditTrail(1, At, "Heron", "case.decided", "ab12", null)],
        MayOverturn = state == DecisionState.Final,
    };

    static DecisionDocument Document(Guid id, DecisionState state) => new()
    {
        Id = id, State = state, CaseId = Guid.CreateVersion7(At), AccountId = "a1", Policy = "violent-extremism", PolicyVersion = 1, Reason = "Calls for violence.",
        Exhibits = ["p1"], DecidedBy = "Heron", DecidedAt = At, Actions = [new ActionDocument(ActionKind.Suspend, null, null, [], EnforcementState.Pending)],
    };
}
