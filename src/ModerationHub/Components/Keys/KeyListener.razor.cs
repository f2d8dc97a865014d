using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ModerationHub.Components.Keys;

/// <summary>Listens to the keyboard for the whole page and passes what is bound to the registry.</summary>
public partial class KeyListener(KeyRegistry registry, IJSRuntime js)
{
    IJSObjectReference? module;
    DotNetObjectReference<KeyListener>? self;

    /// <summary>Raised after a shortcut has run, so that the page redraws.</summary>
    [Parameter]
    public EventCallback OnPressed { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        module = await js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/keys.js"]);
        self = DotNetObjectReference.Create(this);
        registry.Changed += Push;
        await module.InvokeVoidAsync("start", self);
        await PushAsync();
    }

    [JSInvokable]
    public async Task OnKey(string keys)
    {
        await registry.Press(keys);
        await OnPressed.InvokeAsync();
    }

    void Push() => _ = InvokeAsync(PushAsync);

    async Task PushAsync()
    {
        if (module is null)
            return;
        var active = registry.Active;
        await module.InvokeVoidAsync("setKeys",
            active.Select(binding => binding.Keys), active.Where(binding => binding.WhileTyping).Select(binding => binding.Keys));
    }

    public async ValueTask DisposeAsync()
    {
        registry.Changed -= Push;
        try
        {
            if (module is not null)
            {
                await module.InvokeVoidAsync("stop");
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its listeners with it.
        }
        self?.Dispose();
        GC.SuppressFinalize(this);
    }
}
