using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Alarms;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Cases;

/// <summary>One case whole, to read; what escalates can be answered or handed back here. Follows what happens to it.</summary>
public sealed partial class CaseFilePage(OperationRunner runner, CurrentActor current, LiveFeed feed, TimeProvider time) : IAsyncDisposable
{
    CaseFile? file;
    CaseView? view;
    LiveSubscription? live;
    Guid? loaded;
    string? problem;
    string reason = "";
    string? reference;
    DateOnly preserveUntil;
    bool mayClaim, mayHandBack;
    bool mayAnswer;
    bool mayPreserve;

    [Parameter]
    public Guid Id { get; set; }

    protected override void OnInitialized() => live = new LiveSubscription(feed, e => e.SubjectId == Id && e.Kind != LiveKind.UserRevoked,
        _ => InvokeAsync(async () =>
        {
            await LoadAsync();
            StateHasChanged();
        }), time);

    protected override Task OnParametersSetAsync() => loaded == Id ? Task.CompletedTask : LoadAsync();

    Task LoadAsync() => TryAsync(async actor =>
    {
        // Only the first look is a reading of its own; what the feed brings belongs to it.
        file = await runner.RunAsync<ReadCase, CaseFile>(actor, (read, token) => read.HandleAsync(new(Id, Preload: loaded == Id), token));
        (loaded, view, mayClaim, mayHandBack) = (Id, CaseViewOf.Of(file, L), actor.Can(Permission.ClaimCase), actor.Can(Permission.EscalateCase));
        if (preserveUntil == default)
            preserveUntil = file.Preservation?.Until is { } until ? LastDay(until) : DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(PreservationRules.DefaultDays);
        mayPreserve = actor.Can(Permission.ReadSealedLane) && actor.Can(Permission.DecideCase);
        mayAnswer = file.Escalation is { } alarm && AlarmReach.MayAnswer(actor, alarm.Level, alarm.Sealed);
    });

    Task AcknowledgeAsync() => TryAsync(async actor =>
        await runner.RunAsync<AcknowledgeThreat>(actor, (acknowledge, token) => acknowledge.HandleAsync(new(Id), token)));

    Task HandBackAsync() => TryAsync(async actor =>
        await runner.RunAsync<HandBackCase>(actor, (back, token) => back.HandleAsync(new(Id, reason), token)));

    Task PreserveAsync() => TryAsync(async actor =>
    {
        await runner.RunAsync<PreserveCase>(actor, (preserve, token) => preserve.HandleAsync(new(Id, reference, preserveUntil), token));
        reference = null;
        file = await runner.RunAsync<ReadCase, CaseFile>(actor, (read, token) => read.HandleAsync(new(Id, Preload: true), token));
    });

    static DateOnly LastDay(DateTimeOffset until) => DateOnly.FromDateTime(until.UtcDateTime).AddDays(-1);

    async Task TryAsync(Func<Actor, Task> act) => problem = await L.TryAsync(async () => await act(await current.GetAsync()));

    async Task<Answer<PostsAround>> ReadAroundAsync(string post)
    {
        PostsAround? around = null;
        var refusal = await L.TryAsync(async () =>
            around = await runner.RunAsync<ReadAround, PostsAround>(await current.GetAsync(), (read, token) => read.HandleAsync(new(Id, post), token)));
        return new(around, refusal);
    }

    string State(CaseState state) => state switch
    {
        CaseState.Open => L["open"],
        CaseState.Claimed => L["claimed by somebody"],
        CaseState.Escalated => L["under escalation"],
        _ => L["already decided"],
    };

    public async ValueTask DisposeAsync()
    {
        if (live is not null)
            await live.DisposeAsync();
    }
}
