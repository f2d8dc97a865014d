using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ModerationHub.Components.Controls;

/// <summary>A native modal dialog: the browser traps the focus, Escape closes, and the focus goes back to where it was.</summary>
public partial class Modal(IJSRuntime js) : IAsyncDisposable
{
    ElementReference dialog;
    IJSObjectReference? module;
    DotNetObjectReference<Modal>? self;
    bool shown;

    [Parameter, EditorRequired]
    public required string Heading { get; set; }

    [Parameter]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Called once it is closed and the focus has gone back.</summary>
    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Parameter]
    public bool Wide { get; set; }

    /// <summary>Without a heading row, for a palette.</summary>
    [Parameter]
    public bool Bare { get; set; }

    /// <summary>Without a heading row, and over the whole window: nothing beneath is seen.</summary>
    [Parameter]
    public bool Whole { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Open == shown)
            return;
        shown = Open;
        module ??= await js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/modal.js"]);
        self ??= DotNetObjectReference.Create(this);
        await (shown ? module.InvokeVoidAsync("open", dialog, self) : module.InvokeVoidAsync("close", dialog));
        if (!shown)
            await OnClosed.InvokeAsync();
    }

    [JSInvokable]
    public Task OnDismissed() => OnClose.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
        self?.Dispose();
        GC.SuppressFinalize(this);
    }
}
