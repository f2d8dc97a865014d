using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;

namespace ModerationHub.Tests.Policies;

public class VersionTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly Guid Author = new(1, 0, 0, new byte[8]);
    static readonly Guid Other = new(2, 0, 0, new byte[8]);

    static PolicyVersion Live() => new()
    {
        PlatformId = 1, PolicyKey = "p", Version = 1, Text = "Do not.", Threshold = 0.7, AllowedActions = ["Suspend", "no_action"], TargetMinutes = 60,
        BankIds = ["p"], RiskParameters = PlatformSetupSeeds.Policies()[0].RiskParametersJson(), State = PolicyVersionState.Live,
    };

    static PolicyVersion Draft() => Live().Next(2, ["p.v2"], Author, "author", Now);

    static string Broken(Action act) => Assert.Throws<RuleBrokenException>(act).Rule.Code;

    [Fact]
    public void A_draft_goes_live_only_past_a_second_person()
    {
        var draft = Draft();
        Assert.Equal("version_not_approved", Broken(() => draft.Publish(1, Now)));
        Assert.Equal("policy_reason_required", Broken(() => draft.Submit(" ")));
        draft.Submit("New slogans");
        Assert.Equal("version_not_draft", Broken(() => draft.Change(Author, Now)));
        Assert.Equal("version_own_draft", Broken(() => draft.Review(true, null, Author, "author", Now)));
        draft.Review(true, null, Other, "other", Now);
        Assert.Equal("draft_overtaken", Broken(() => draft.Publish(3, Now)));
        draft.Publish(1, Now);
        Assert.Equal((PolicyVersionState.Live, Now), (draft.State, draft.PublishedAt));
    }

    [Fact]
    public void Whoever_touched_a_draft_cannot_approve_it()
    {
        var draft = Draft();
        draft.Change(Other, Now);
        draft.Submit("Both wrote");
        Assert.Equal("version_own_draft", Broken(() => draft.Review(true, null, Other, "other", Now)));
    }

    [Fact]
    public void What_was_taken_back_is_approved_no_longer()
    {
        var draft = Draft();
        draft.Submit("x y");
        draft.Review(true, null, Other, "other", Now);
        draft.Schedule(Now.AddHours(1), Now);
        draft.TakeBack();
        Assert.Equal((PolicyVersionState.Draft, null, null), (draft.State, draft.Reviewer, draft.PublishAt));
        Assert.Equal("version_not_approved", Broken(() => draft.Schedule(Now.AddHours(1), Now)));
    }

    [Fact]
    public void A_time_of_publishing_lies_ahead_and_not_too_far()
    {
        var draft = Draft();
        draft.Submit("x y");
        draft.Review(true, null, Other, "other", Now);
        Assert.Equal("publish_time_passed", Broken(() => draft.Schedule(Now, Now)));
        Assert.Equal("publish_time_too_far", Broken(() => draft.Schedule(Now.AddDays(91), Now)));
    }

    [Fact]
    public void Only_what_was_live_comes_back()
    {
        Assert.Equal("version_already_live", Broken(() => Live().BroughtBack(3, "why", Author, "a", Now)));
        Assert.Equal("version_never_live", Broken(() => Draft().BroughtBack(3, "why", Author, "a", Now)));
        var old = Live();
        old.State = PolicyVersionState.Retired;
        var back = old.BroughtBack(3, "It hit too much", Author, "a", Now);
        Assert.Equal((3, PolicyVersionState.Live, 1, "p"), (back.Version, back.State, back.BasedOn, Assert.Single(back.BankIds)));
    }

    [Theory]
    [InlineData(0.0, "threshold_range")]
    [InlineData(1.0, "threshold_range")]
    [InlineData(double.NaN, "threshold_range")]
    [InlineData(0.02, "support_alone")]
    public void A_threshold_is_checked(double threshold, string rule) =>
        Assert.Equal(rule, Broken(() => (VersionContent.Of(Live()) with { Threshold = threshold }).WriteTo(Draft())));

    [Fact]
    public void Weights_and_the_rest_are_checked()
    {
        var good = VersionContent.Of(Live());
        Assert.Equal("weight_range", Broken(() => (good with { Weights = new Dictionary<string, double> { ["terms"] = 21 } }).WriteTo(Draft())));
        Assert.Equal("weight_range", Broken(() => (good with { Weights = new Dictionary<string, double> { ["terms"] = double.NaN } }).WriteTo(Draft())));
        Assert.Equal("weight_unknown", Broken(() => (good with { Weights = new Dictionary<string, double> { ["magic"] = 1 } }).WriteTo(Draft())));
        Assert.Equal("target_range", Broken(() => (good with { TargetMinutes = 0 }).WriteTo(Draft())));
        Assert.Equal("exhibits_range", Broken(() => (good with { EnoughExhibits = 0 }).WriteTo(Draft())));
        Assert.Equal("strikes_range", Broken(() => (good with { Strikes = 11 }).WriteTo(Draft())));
        Assert.Equal("strikes_range", Broken(() => (good with { Strikes = -1 }).WriteTo(Draft())));
        Assert.Equal("strike_days_range", Broken(() => (good with { StrikeDays = 0 }).WriteTo(Draft())));
        Assert.Equal("policy_text_required", Broken(() => (good with { Text = " " }).WriteTo(Draft())));
        Assert.Equal("actions_required", Broken(() => (good with { AllowedActions = [] }).WriteTo(Draft())));
        Assert.Equal("actions_required", Broken(() => (good with { AllowedActions = ["Restore"] }).WriteTo(Draft())));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var draft = Draft();
        var wanted = VersionContent.Of(draft) with { Threshold = 0.65, Strikes = 2, StrikeDays = 365, ConductAlone = true, Weights = new Dictionary<string, double> { ["terms"] = 5 } };
        wanted.WriteTo(draft);
        var read = VersionContent.Of(draft);
        Assert.Equal((0.65, true, 5.0), (read.Threshold, read.ConductAlone, Assert.Single(read.Weights).Value));
        Assert.Equal((2, 365), (read.Strikes, read.StrikeDays));
        Assert.Equal((2, 365), (draft.Next(3, [], Author, "a", Now).Strikes, draft.Next(3, [], Author, "a", Now).StrikeDays));
        Assert.Equal(["strikes", "strike_days"], VersionDifferences.Of(read, read with { Strikes = 1, StrikeDays = 30 }).Select(change => change.What));
    }

    [Fact]
    public void Differences_name_fields_and_terms()
    {
        var before = VersionContent.Of(Live());
        var after = before with { Threshold = 0.6, Weights = new Dictionary<string, double>(before.Weights) { ["terms"] = 5 } };
        VersionTerm kept = new(new Guid(1, 0, 0, new byte[8]), TermKind.Phrase, "iron thistle", "en", 0.4, false), gone = new(new Guid(2, 0, 0, new byte[8]), TermKind.Phrase, "old words", null, 0.4, false),
            came = new(new Guid(3, 0, 0, new byte[8]), TermKind.Hashtag, "#thistlerises", "en", 0.7, false);
        var differences = VersionDifferences.Of(before, [kept, gone], after, [kept with { Weight = 0.6 }, came]);
        Assert.Equal(["threshold", "weight:terms"], differences.Fields.Select(f => f.What));
        Assert.Equal(("0.7", "0.6"), (differences.Fields[0].Before, differences.Fields[0].After));
        Assert.Equal(came, Assert.Single(differences.Added));
        Assert.Equal(gone, Assert.Single(differences.Removed));
        Assert.Equal(0.6, Assert.Single(differences.Changed).After.Weight);
        Assert.True(VersionDifferences.Of(before, [kept], before, [kept]).IsEmpty);
    }
}
