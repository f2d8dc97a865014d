using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace ModerationHub.Components.Keys;

public partial class CommandPalette(IJSRuntime js) : IDisposable
{
    readonly Dictionary<int, ElementReference> options = [];
    string query = "";
    string? problem;
    int chosen;
    bool searching, entered, scroll;
    bool wasOpen;
    PaletteItem[] found = [];
    CancellationTokenSource? pending;

    [Parameter]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Pages and actions, always there.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<PaletteItem> Items { get; set; }

    /// <summary>Looks up accounts, cases and the like; called from two letters on, and cancelled by the next letter.</summary>
    [Parameter]
    public Func<string, CancellationToken, Task<IReadOnlyList<PaletteItem>>>? Search { get; set; }

    protected override void OnParametersSet()
    {
        if (Open && !wasOpen)
            (query, chosen, found, problem) = ("", 0, [.. Items], null);
        // Nobody waits for it any more, and its Enter goes nowhere.
        if (!Open && wasOpen)
            pending?.Cancel();
        wasOpen = Open;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!scroll || !options.TryGetValue(chosen, out var option))
            return;
        scroll = false;
        await js.ScrollToAsync(Assets, option);
    }

    async Task TypeAsync(string? typed)
    {
        query = typed ?? "";
        (chosen, entered, problem) = (0, false, null);
        PaletteItem[] near = [.. Items.Where(item => item.Label.Contains(query, StringComparison.CurrentCultureIgnoreCase))];
        found = near;
        if (pending is not null)
            await pending.CancelAsync();
        if (Search is null || query.Trim().Length < 2)
            return;
        pending = new CancellationTokenSource();
        var token = pending.Token;
        searching = true;
        try
        {
            var refusal = await L.TryAsync(async () =>
            {
                var far = await Search(query.Trim(), token);
                if (!token.IsCancellationRequested)
                    found = [.. near, .. far];
            });
            if (token.IsCancellationRequested)
                return;
            (problem, searching) = (refusal, false);
            if (entered && found.Length > 0)
                await GoAsync(found[chosen]);
        }
        catch (OperationCanceledException)
        {
            // The next letter has taken over.
        }
        finally
        {
            // A cancelled one was followed by the next letter's, or by the end.
            searching = Open && token.IsCancellationRequested && searching;
        }
    }

    async Task MoveAsync(KeyboardEventArgs key)
    {
        // Whoever types quicker than the search answers goes on once it has.
        if (found.Length == 0)
            entered = searching && key.Key == "Enter";
        else if (key.Key == "Enter")
            await GoAsync(found[chosen]);
        else if (key.Key is "ArrowDown" or "ArrowUp")
            (chosen, scroll) = ((chosen + (key.Key == "ArrowDown" ? 1 : found.Length - 1)) % found.Length, true);
    }

    async Task GoAsync(PaletteItem item)
    {
        await CloseAsync();
        await item.Run();
    }

    Task CloseAsync() => OnClose.InvokeAsync();

    public void Dispose()
    {
        pending?.Dispose();
        GC.SuppressFinalize(this);
    }
}
