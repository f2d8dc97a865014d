using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ModerationHub.Components.Keys;

public partial class CommandPalette : IDisposable
{
    string query = "";
    int chosen;
    bool searching;
    string? problem;
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
        wasOpen = Open;
    }

    async Task TypeAsync(ChangeEventArgs change)
    {
        query = change.Value?.ToString() ?? "";
        (chosen, problem) = (0, null);
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
            IReadOnlyList<PaletteItem> far = [];
            var refusal = await L.TryAsync(async () => far = await Search(query.Trim(), token));
            if (!token.IsCancellationRequested)
                (found, problem) = ([.. near, .. far], refusal);
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
