using ModerationHub.Components.Keys;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using Bunit;

namespace ModerationHub.Tests.Components;

public class KeyTests : ConsoleTest
{
    readonly KeyRegistry registry = new();

    static KeyBinding Key(string keys, Action run) => new(keys, "what", "group", () => { run(); return Task.CompletedTask; });

    [Fact]
    public async Task The_last_one_added_wins_until_it_goes()
    {
        var pressed = "";
        registry.Add([Key("s", () => pressed += "shell ")]);
        using (registry.Add([Key("s", () => pressed += "page ")]))
            await registry.Press("s");
        await registry.Press("s");
        await registry.Press("q");

        Assert.Equal("page shell ", pressed);
    }

    [Fact]
    public void A_page_cannot_bind_one_key_twice() =>
        Assert.Throws<ArgumentException>(() => registry.Add([Key("s", () => { }), Key("s", () => { })]));

    [Fact]
    public void Help_lists_every_key_of_triage_with_what_it_does()
    {
        var state = new TriageState();
        var flow = new TriageFlow(state, TriageStateTests.NoActions, () => { });
        var keys = new TriageKeys(Services.GetRequiredService<IStringLocalizer<Strings>>()).Of(state, flow, state.Edit, _ => { }, () => Task.CompletedTask, () => Task.CompletedTask, () => Task.CompletedTask, flow.DecideAsync, _ => { });
        registry.Add(keys);

        var help = Render<KeyHelp>(p => p.Add(c => c.Open, true).Add(c => c.Bindings, registry.Active));

        // Media without a picture can't be uncovered, so its key is not offered.
        Assert.Equal(keys.Where(key => key.Keys != "v").Select(key => key.Description), help.FindAll("dt").Select(dt => dt.TextContent));
        Assert.All(keys, key => Assert.NotEmpty(key.Description));
        string[] promised = ["n", "Ctrl+Enter", "s", "r", "x", "w", "a", "e", "Space", "j", "k", "u", "b", "!", "Shift+T", "Shift+C", "l", "p", "/"];
        Assert.Empty(promised.Except(keys.Select(key => key.Keys)));

        var view = TriageStateTests.Case("C-1");
        state.Open(view with { Posts = [view.Posts[0] with { Media = [new("m1", "image", "/preview")] }] });
        help.Render();
        Assert.Equal(keys.Count, help.FindAll("dt").Count);
    }

    [Fact]
    public void Help_says_how_keys_work_where_single_ones_are_off()
    {
        Assert.DoesNotContain("Alt", Render<KeyHelp>(p => p.Add(c => c.Open, true).Add(c => c.Bindings, [])).Markup, StringComparison.Ordinal);
        var help = Render<KeyHelp>(p => p.Add(c => c.Open, true).Add(c => c.Bindings, []).AddCascadingValue(Preferences.SingleKeys, false));
        Assert.Contains("hold Alt", help.Markup, StringComparison.Ordinal);
    }
}
