using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Shield;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Shield;

/// <summary>What protects an account, and the forms to change it. Shows nothing to whoever is no lead.</summary>
public sealed partial class ShieldSection(OperationRunner runner, CurrentActor current, TimeProvider time)
{
    static readonly TimeSpan Usual = TimeSpan.FromDays(180);

    readonly Latest loads = new();
    AccountShield? shield;
    string? problem;
    string? loaded;
    string reason = "";
    bool unexplained;
    int edits;
    ElementReference why;
    ShieldKind kind;
    DateOnly until;

    [Parameter, EditorRequired]
    public required string AccountId { get; set; }

    TimeProvider Time => time;

    protected override Task OnParametersSetAsync()
    {
        if (loaded == AccountId)
            return Task.CompletedTask;
        (loaded, shield, reason, until) = (AccountId, null, "", Moments.DayOf(time.GetUtcNow() + Usual));
        return TryAsync((_, _, _) => Task.CompletedTask);
    }

    Task AddAsync()
    {
        var (known, end) = (kind, Moments.StartOf(until));
        return !Explained() ? Task.CompletedTask : TryAsync((actor, account, words) => runner.RunAsync<ShieldAccount>(actor, (add, token) => add.HandleAsync(new(account, known, words, end), token)));
    }

    Task RemoveAsync() => TryAsync((actor, account, words) => runner.RunAsync<UnshieldAccount>(actor, (remove, token) => remove.HandleAsync(new(account, words), token)));

    Task ClearAsync() => TryAsync((actor, account, words) => runner.RunAsync<ClearAccount>(actor, (clear, token) => clear.HandleAsync(new(account, words), token)));

    void Edited() => (unexplained, edits) = (false, edits + 1);

    /// <summary>Whether a reason stands there; else it is asked for at once, before anything is to be confirmed.</summary>
    bool Explained()
    {
        unexplained = Words.AreMissing(reason);
        if (unexplained)
        {
            _ = why.FocusAsync().AsTask();
            StateHasChanged();
        }
        return !unexplained;
    }

    async Task TryAsync(Func<Actor, string, string, Task> act)
    {
        var (account, words, before, isLast) = (AccountId, reason, edits, loads.Begin());
        var actor = await current.GetAsync();
        if (!actor.Can(Permission.ManageShield))
            return;
        var broken = await L.TryAsync(() => act(actor, account, words));
        AccountShield? read = null;
        var refusal = await L.TryAsync(async () => read = await runner.RunAsync<ReadShield, AccountShield>(actor, (handler, token) => handler.HandleAsync(new(account), token)));
        if (!isLast())
            return;
        (shield, problem) = (read ?? shield, broken ?? refusal);
        // What was typed meanwhile is for the next step.
        if (broken is null && edits == before)
            reason = "";
    }
}
