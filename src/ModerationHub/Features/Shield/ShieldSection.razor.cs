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

    AccountShield? shield;
    string? problem;
    string? loaded;
    string reason = "";
    bool unexplained;
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
        (loaded, until) = (AccountId, DateOnly.FromDateTime((time.GetUtcNow() + Usual).UtcDateTime));
        return TryAsync(_ => Task.CompletedTask);
    }

    Task AddAsync() => !Explained() ? Task.CompletedTask : TryAsync(actor => runner.RunAsync<ShieldAccount>(actor,
        (add, token) => add.HandleAsync(new(AccountId, kind, reason, new DateTimeOffset(until.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)), token)));

    Task RemoveAsync() => TryAsync(actor => runner.RunAsync<UnshieldAccount>(actor, (remove, token) => remove.HandleAsync(new(AccountId, reason), token)));

    Task ClearAsync() => TryAsync(actor => runner.RunAsync<ClearAccount>(actor, (clear, token) => clear.HandleAsync(new(AccountId, reason), token)));

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

    async Task TryAsync(Func<Actor, Task> act)
    {
        var actor = await current.GetAsync();
        if (!actor.Can(Permission.ManageShield))
            return;
        problem = await L.TryAsync(async () =>
        {
            await act(actor);
            reason = "";
        });
        var refusal = await L.TryAsync(async () => shield = await runner.RunAsync<ReadShield, AccountShield>(actor, (read, token) => read.HandleAsync(new(AccountId), token)));
        problem ??= refusal;
    }
}
