using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
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
    Guid? asked;
    Guid? loaded;
    string? problem;
    string? notAnswered, notHandedBack, notPreserved;
    string reason = "";
    string? reference;
    DateOnly preserveUntil;
    bool mayClaim, mayHandBack, mayLabel;
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

    protected override Task OnParametersSetAsync()
    {
        if (asked == Id)
            return Task.CompletedTask;
        // Nothing that was shown or written of one case is left when another is opened.
        (asked, file, view, loaded, preserveUntil) = (Id, null, null, null, default);
        (problem, notAnswered, notHandedBack, notPreserved, reason, reference) = (null, null, null, null, "", null);
        return LoadAsync();
    }

    async Task LoadAsync()
    {
        var id = Id;
        var refusal = await L.TryAsync(() => LoadAsync(id));
        if (id == Id)
            problem = refusal;
    }

    async Task LoadAsync(Guid id)
    {
        var actor = await current.GetAsync();
        CaseFile read;
        try
        {
            // Only the first look is a reading of its own; what the feed brings belongs to it.
            read = await runner.RunAsync<ReadCase, CaseFile>(actor, (handler, token) => handler.HandleAsync(new(id, Preload: loaded == id), token));
        }
        catch (Exception e) when (e is NotPermittedException or RuleBrokenException)
        {
            // Not there or not for this reader any more; only what is away for a moment stays on the screen.
            if (id == Id)
                (file, view) = (null, null);
            throw;
        }
        if (id != Id)
            return;
        file = read;
        (loaded, view, mayClaim, mayHandBack, mayLabel) = (Id, CaseViewOf.Of(file, L), actor.Can(Permission.ClaimCase), actor.Can(Permission.EscalateCase), actor.Can(Permission.ManagePolicies));
        if (preserveUntil == default)
            preserveUntil = file.Preservation?.Until is { } until ? LastDay(until) : Moments.DayOf(time.GetUtcNow()).AddDays(PreservationRules.DefaultDays);
        mayPreserve = actor.Can(Permission.ReadSealedLane) && actor.Can(Permission.DecideCase);
        mayAnswer = file.Escalation is { } alarm && AlarmReach.MayAnswer(actor, alarm.Level, alarm.Sealed);
    }

    async Task AcknowledgeAsync()
    {
        var (id, refusal) = await TryAsync((actor, @case) => runner.RunAsync<AcknowledgeThreat>(actor, (acknowledge, token) => acknowledge.HandleAsync(new(@case), token)));
        if (id == Id)
            notAnswered = refusal;
    }

    async Task HandBackAsync()
    {
        var words = reason;
        var (id, refusal) = await TryAsync((actor, @case) => runner.RunAsync<HandBackCase>(actor, (back, token) => back.HandleAsync(new(@case, words), token)));
        if (id == Id)
            notHandedBack = refusal;
    }

    async Task PreserveAsync()
    {
        var (words, until) = (reference, Moments.EndOf(preserveUntil));
        var (id, refusal) = await TryAsync((actor, @case) => runner.RunAsync<PreserveCase>(actor, (preserve, token) => preserve.HandleAsync(new(@case, words, until), token)));
        if (id != Id)
            return;
        notPreserved = refusal;
        if (refusal is not null)
            return;
        if (reference == words)
            reference = null;
        await LoadAsync();
    }

    static DateOnly LastDay(DateTimeOffset until) => Moments.DayOf(until.AddTicks(-1));

    /// <summary>Does something to the case; another may be shown when the answer comes.</summary>
    async Task<(Guid Id, string? Refusal)> TryAsync(Func<Actor, Guid, Task> act)
    {
        var id = Id;
        return (id, await L.TryAsync(async () => await act(await current.GetAsync(), id)));
    }

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
