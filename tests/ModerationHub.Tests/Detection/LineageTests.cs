using ModerationHub.Detection.Lineage;

namespace ModerationHub.Tests.Detection;

/// <summary>Which earlier account a later one continues.</summary>
public class LineageTests
{
    private static LineageAccount Earlier(string id, string handle, string? name = null, double lastDay = 0, params string[] texts) =>
        new(id, handle, name) { FirstPost = World.Start.AddDays(lastDay - 90), LastPost = World.Start.AddDays(lastDay), Texts = texts };

    private static LineageAccount Later(string handle, string? name = null, double firstDay = 5, params string[] texts) =>
        new("later", handle, name) { FirstPost = World.Start.AddDays(firstDay), Texts = texts };

    private static readonly LineageAccount[] Others =
    [
        Earlier("o1", "quiet.meadow", "Meadow", 0, "tea in the meadow", "the meadow is green"), Earlier("o2", "kim_river", "Kim", 0, "the river is high"),
        Earlier("o3", "tram_reader", "Tram", 0, "the tram is late"), Earlier("o4", "lamp.shop77", "Lamps", 0, "lamps at half price"), Earlier("o5", "bakes_with_sol", "Sol", 0, "a cake with figs"),
    ];

    [Fact]
    public void A_handle_carried_on_soon_after_the_end_is_linked_first()
    {
        var links = new LineageIndex([.. Others, Earlier("old", "ember_watch", "Watch")]).Rank(Later("ember_watch2", "Watch"));
        Assert.Equal("old", links[0].Id);
        Assert.True(links[0].LogOdds > 0 && links.Skip(1).All(link => link.LogOdds < 0));
        Assert.Equal(TimeSpan.FromDays(5), links[0].Gap);
        Assert.Equal(6, links.Count);
    }

    [Fact]
    public void Whoever_posted_on_beside_it_is_another()
    {
        LineageLink Link(double lastDay) => new LineageIndex([.. Others, Earlier("old", "ember_watch", null, lastDay)]).Rank(Later("ember_watch2")).Single(link => link.Id == "old");
        Assert.True(Link(0).LogOdds > Link(-200).LogOdds);
        Assert.True(Link(-200).LogOdds > Link(30).LogOdds);
    }

    [Fact]
    public void Naming_the_old_account_and_writing_of_the_same_things_speak_for_it_and_answering_oneself_does_not()
    {
        var index = new LineageIndex([.. Others, Earlier("old", "cinder_gate", null, 0, "the cinder gate opens", "cinder and gate and oath")]);
        var named = index.Rank(Later("newcomer", null, 5, "my account @Cinder_Gate was closed, this is the new one", "again: @cinder_gate is gone"));
        Assert.Equal(("old", 2), (named[0].Id, named[0].Named));
        var same = index.Rank(Later("newcomer", null, 5, "the gate opens for the cinder oath"));
        Assert.True(same[0].Id == "old" && same[0].Words > 0.5);
        Assert.True(named.Single(link => link.Id == "o2").LogOdds < 0);
        Assert.Equal(0, index.Rank(Later("cinder_gate", null, 5, "@cinder_gate I answer myself"))[0].Named);
    }

    [Fact]
    public void Letters_that_look_alike_and_names_in_Arabic_are_folded()
    {
        var index = new LineageIndex([.. Others, Earlier("old", "emberwatch", "حارس الجمر")]);
        Assert.Equal("old", index.Rank(Later("zzz", "حَارِس الجَمـر"))[0].Id);
        Assert.Equal(1, index.Rank(Later("EMBERWATCH"))[0].Handle, 9);
    }

    [Fact]
    public void How_common_a_name_is_others_may_tell_and_shared_followers_support_but_never_tell_alone()
    {
        string[] crowd = ["f1", "f2", "f3", "f4"];
        LineageLink Link(LineageAccount later) => new LineageIndex([Earlier("old", "ember_watch", "Watch") with { Followers = crowd }], new LineageIndex(Others)).Rank(later)[0];
        var (alone, followed) = (Link(Later("ember_watch2", "Watch")), Link(Later("ember_watch2", "Watch") with { Followers = [.. crowd, "f5"] }));
        Assert.True(alone.LogOdds >= LineageIndex.Telling);
        Assert.Equal((0, 4), (alone.Followers, followed.Followers));
        Assert.True(followed.LogOdds > alone.LogOdds + 1);
        Assert.True(Link(Later("newcomer") with { Followers = crowd }).LogOdds < LineageIndex.Telling - 2);
        Assert.Equal(alone.LogOdds, Link(Later("ember_watch2", "Watch") with { Followers = ["f1", "f2", "f6"] }).LogOdds);
    }

    [Fact]
    public void Nothing_known_links_nobody_and_nobody_continues_itself()
    {
        Assert.All(new LineageIndex(Others).Rank(new LineageAccount("later", null)), link => Assert.True(link.LogOdds < 0 && link.Gap is null));
        Assert.DoesNotContain(new LineageIndex(Others).Rank(Others[0]), link => link.Id == "o1");
        Assert.Empty(new LineageIndex([]).Rank(Later("ember")));
    }
}
