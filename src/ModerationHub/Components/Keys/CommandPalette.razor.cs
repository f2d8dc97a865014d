using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ModerationHub.Components.Keys;

public partial class CommandPalette : IDisposable
{
    string query = "";
    int chosen;
    bool searching;
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
            (query, chosen, found) = ("", 0, [.. Items]);
        wasOpen = Open;
    }

    async Task TypeAsync(ChangeEventArgs change)
    {
        query = change.Value?.ToString() ?? "";
        chosen = 0;
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
            var far = await Search(query.Trim(), token);
            if (!token.IsCancellationRequested)
                found = [.. near, .. far];
        }
        catch (OperationCanceledException)
        {
            // The next letter has taken over.
        }
        finally
        {
            searching = token.IsCancellationRequested && searching;
        }
    }

    async Task MoveAsync(KeyboardEventArgs key)
    {
        if (found.Length == 0)
            return;
        if (key.Key == "Enter")
            await GoAsync(found[chosen]);
        else if (key.Key is "ArrowDown" or "ArrowUp")
            chosen = (chosen + (key.Key == "ArrowDown" ? 1 : found.Length - 1)) % found.Length;
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
