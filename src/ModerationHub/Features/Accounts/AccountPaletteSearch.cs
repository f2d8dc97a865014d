using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Components.Keys;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Policies;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Accounts;

/// <summary>Finds accounts and policies by what was typed into the palette, and a case by its number or id.</summary>
public static class AccountPaletteSearch
{
    public static PaletteSearch Create(IServiceProvider services)
    {
        var runner = services.GetRequiredService<OperationRunner>();
        var current = services.GetRequiredService<CurrentActor>();
        var navigation = services.GetRequiredService<NavigationManager>();
        var L = services.GetRequiredService<IStringLocalizer<Strings>>();
        return new(async (text, cancellation) =>
        {
            var actor = await current.GetAsync(cancellation);
            if (Guid.TryParse(text, out var id) && actor.Can(Domain.People.Permission.ReadCases))
                return [Item(id.ToString(), null, $"/cases/{id}")];
            PaletteItem[] cases = actor.Can(Domain.People.Permission.ReadCases)
                ? [.. (await runner.RunAsync<FindCases, IReadOnlyList<FoundCase>>(actor, (find, token) => find.HandleAsync(new(text), token), cancellation))
                    .Select(found => Item(CaseViewOf.NumberOf(found.Id), $"{(found.Handle is { } handle ? $"@{handle} · " : "")}{L[found.PolicyName]}", $"/cases/{found.Id}"))]
                : [];
            PaletteItem[] policies = actor.Can(Domain.People.Permission.ReadPolicies)
                ? [.. (await runner.RunAsync<FindPolicies, IReadOnlyList<FoundPolicy>>(actor, (find, token) => find.HandleAsync(new(text, name => L[name]), token), cancellation))
                    .Select(policy => Item(policy.Name, policy.Key, PoliciesPage.PathOf(policy.Key)))]
                : [];
            if (!actor.Can(Domain.People.Permission.ReadAccounts))
                return [.. cases, .. policies];
            var hits = await runner.RunAsync<SearchAccounts, AccountHits>(actor, (search, token) => search.HandleAsync(new(text), token), cancellation);
            return [.. cases, .. policies, .. hits.Hits.Select(hit => Item("@" + (hit.Handle ?? hit.Id), hit.DisplayName, AccountPage.PathOf(hit.Id)))];
        });

        PaletteItem Item(string label, string? detail, string path) => new(label, detail, () =>
        {
            navigation.NavigateTo(path);
            return Task.CompletedTask;
        });
    }
}
