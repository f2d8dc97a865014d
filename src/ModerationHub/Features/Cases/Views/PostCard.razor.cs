using Microsoft.AspNetCore.Components;

namespace ModerationHub.Features.Cases.Views;

/// <summary>One post as evidence: its text in its own direction and language, links as text, media covered.</summary>
public partial class PostCard
{
    ElementReference card;
    bool hadFocus;

    [Parameter, EditorRequired]
    public required PostView Post { get; set; }

    /// <summary>Whether the decision relies on it.</summary>
    [Parameter]
    public bool Exhibit { get; set; }

    /// <summary>Whether the decision will remove it.</summary>
    [Parameter]
    public bool Removing { get; set; }

    /// <summary>The keyboard stands on it; turning true moves the browser's focus here.</summary>
    [Parameter]
    public bool Focused { get; set; }

    [Parameter]
    public EventCallback<string> OnToggleExhibit { get; set; }

    [Parameter]
    public EventCallback OnFocused { get; set; }

    /// <summary>What can be done with a picture, below it.</summary>
    [Parameter]
    public RenderFragment<MediaView>? OnMedium { get; set; }

    /// <summary>Leads there whoever pressed something elsewhere that speaks of this post.</summary>
    public ValueTask FocusAsync() => card.FocusAsync();

    string Label => Exhibit ? L["Post, chosen as exhibit"] : L["Post"];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Focused && !hadFocus)
            await card.FocusAsync();
        hadFocus = Focused;
    }
}
