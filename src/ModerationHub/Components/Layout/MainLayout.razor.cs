using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using ModerationHub.Components.Keys;

namespace ModerationHub.Components.Layout;

public partial class MainLayout : IDisposable
{
    static readonly Place[] places =
    [
        new("Triage", "/", "g t", Places.Triage),
        new("Accounts", "/accounts", "g a", Places.Accounts),
        new("Orders", "/orders", "g o", Places.Orders),
        new("Appeals", "/appeals", "g e", Places.Appeals),
        new("Audit", "/audit", "g u", Places.Audit),
        new("Policies", "/policies", "g p", Places.Policies),
        new("Banks", "/banks", "g b", Places.Policies),
        new("Known voices", "/known-voices", "g k", nameof(Domain.People.Permission.ManageShield)),
        new("Models", "/models", "g m", nameof(Domain.People.Permission.ReadModels)),
        new("Administration", "/administration", "g d", Places.Administration),
    ];

    /// <summary>Those that the user may open. It stands still while somebody asks again: a key that is gone for a moment would mean something else.</summary>
    IReadOnlyList<Place> open = [];

    IReadOnlyList<KeyBinding> keys = [];
    IReadOnlyList<PaletteItem> paletteItems = [];
    ErrorBoundary? boundary;
    bool help;
    bool palette;

    [Inject]
    Shell Shell { get; set; } = null!;

    [Inject]
    KeyRegistry Registry { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IServiceProvider Services { get; set; } = null!;

    [Inject]
    IAuthorizationService Authorization { get; set; } = null!;

    [CascadingParameter]
    Task<AuthenticationState>? SignedIn { get; set; }

    PaletteSearch? Search => Services.GetService<PaletteSearch>();

    protected override void OnInitialized()
    {
        string everywhere = L["Everywhere"];
        keys =
        [
            new("?", L["Show the keys"], everywhere, () => Task.FromResult(help = true)),
            new("Ctrl+K", L["Go to an account, case, page or action"], everywhere, () => { OpenPalette(); return Task.CompletedTask; }) { WhileTyping = true },
        ];
        Shell.Changed += Redraw;
    }

    protected override async Task OnParametersSetAsync()
    {
        boundary?.Recover();
        if (SignedIn is null)
            return;
        var user = (await SignedIn).User;
        List<Place> mine = [];
        foreach (var place in places)
            if ((await Authorization.AuthorizeAsync(user, place.Policy)).Succeeded)
                mine.Add(place);
        if (!mine.SequenceEqual(open))
            open = mine;
    }

    KeyBinding KeyOf(Place place) => new(place.Keys, L[place.Name], L["Go to a page"], () => Go(place.Url));

    void OpenHelp() => help = true;

    void OpenPalette()
    {
        paletteItems =
        [
            .. Registry.Active.Where(binding => binding.Description.Length > 0 && binding.Enabled() && binding.Keys is not ("Ctrl+K" or "?"))
                .Select(binding => new PaletteItem(binding.Description, binding.Group, binding.Run, binding.Keys)),
        ];
        palette = true;
    }

    void Recover() => Navigation.Refresh(forceReload: true);

    Task Go(string url)
    {
        Navigation.NavigateTo(url);
        return Task.CompletedTask;
    }

    void Redraw() => _ = InvokeAsync(StateHasChanged);

    public void Dispose()
    {
        Shell.Changed -= Redraw;
        GC.SuppressFinalize(this);
    }

    sealed record Place(string Name, string Url, string Keys, string Policy);
}
