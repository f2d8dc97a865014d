using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ModerationHub.Components;

public static class Sight
{
    /// <summary>Brings an element into view where it is out of it; the focus stays where it is.</summary>
    public static Task ScrollToAsync(this IJSRuntime js, ResourceAssetCollection assets, ElementReference element) => DoAsync(js, assets, "show", element);

    /// <summary>Gives an element the focus that was lost with what was closed.</summary>
    public static Task FocusBackAsync(this IJSRuntime js, ResourceAssetCollection assets, ElementReference element) => DoAsync(js, assets, "back", element);

    static async Task DoAsync(IJSRuntime js, ResourceAssetCollection assets, string what, ElementReference element)
    {
        try
        {
            await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./" + assets["js/sight.js"]);
            await module.InvokeVoidAsync(what, element);
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }
}
