using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ModerationHub.Components;

public static class Sight
{
    /// <summary>Brings an element into view where it is out of it; the focus stays where it is.</summary>
    public static async Task ScrollToAsync(this IJSRuntime js, ResourceAssetCollection assets, ElementReference element)
    {
        try
        {
            await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./" + assets["js/sight.js"]);
            await module.InvokeVoidAsync("show", element);
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }
}
