using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Triage.Views;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using DecisionDraft = ModerationHub.Features.Triage.Views.DecisionDraft;
using Npgsql;

namespace ModerationHub.Features.Triage;

/// <summary>
/// What the triage page can do, each as one handler run for whoever sits before it. A page that closes ends what it reads, never what it
/// has begun to write.
/// </summary>
sealed class TriageHandlers(OperationRunner runner, CurrentActor current, IStringLocalizer<Strings> L, CancellationToken closed)
{
    /// <summary>The views that are open or waiting: what a reviewer saw goes back with the decision.</summary>
    readonly Dictionary<Guid, CaseView> _shown = [];

    /// <summary>A draft that could not be written keeps its decision's id, so that trying again is the same decision.</summary>
    readonly Dictionary<Guid, Guid> _decisionIds = [];
    Task _keeping = Task.CompletedTask;

    public TriageActions All() => new()
    {
        ClaimNext = queue => TryAsync<CaseView?>(async actor =>
            await runner.RunAsync<ClaimNext, ClaimedCase?>(actor, (claim, token) => claim.HandleAsync(new(queue), token), CancellationToken.None) is { } claimed
                ? await ReadAsync(actor, claimed.CaseId) : null),
        Claim = id => TryAsync<CaseView?>(async actor =>
        {
            await runner.RunAsync<ClaimCase, ClaimedCase>(actor, (claim, token) => claim.HandleAsync(new(id), token), CancellationToken.None);
            return await ReadAsync(actor, id);
        }),
        Decide = draft => TryAsync(actor => DecideAsync(actor, draft)),
        Undo = id => TryAsync<CaseView?>(async actor =>
            await ReadAsync(actor, await runner.RunAsync<UndoDecision, Guid>(actor, (undo, token) => undo.HandleAsync(new(id), token), CancellationToken.None))),
        PassOn = (id, why, note) => DoAsync<PassOnCase>((pass, token) => pass.HandleAsync(new(id, why, note), token)),
        Release = id =>
        {
            _shown.Remove(id);
            return ReleaseAsync(id);
        },
        RaiseThreat = id => TryAsync(async actor =>
            EscalationWords.Owner((await EscalateAsync(actor, id, EscalationKind.ThreatToLife, EscalationWords.OneKey)).Owner, L)),
        Seal = id => TryAsync(async actor =>
        {
            await EscalateAsync(actor, id, EscalationKind.SealedLane, EscalationWords.OneKey);
            return true;
        }),
        ReadAround = (id, post) => TryAsync(actor => runner.RunAsync<ReadAround, PostsAround>(actor, (around, token) => around.HandleAsync(new(id, post), token), closed)),
        CountReveal = (id, post) => TryAsync(actor => runner.RunAsync<CountExposure, int>(actor, (count, token) => count.HandleAsync(new(id, post), token), CancellationToken.None)),
        KeepDraft = draft => _keeping = KeepAsync(_keeping, draft),
    };

    async Task<CaseView> ReadAsync(Actor actor, Guid caseId)
    {
        try
        {
            // The claim has recorded the reading.
            var file = await runner.RunAsync<ReadCase, CaseFile>(actor, (read, token) => read.HandleAsync(new(caseId, Preload: true), token), closed);
            return _shown[caseId] = CaseViewOf.Of(file, L);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The page closed between claim and reading: others should not wait for the lease to run out.
            await ReleaseAsync(caseId);
            throw;
        }
    }

    Task<Answer<bool>> ReleaseAsync(Guid id) => DoAsync<ReleaseCase>((release, token) => release.HandleAsync(new(id), token));

    async Task<Decided> DecideAsync(Actor actor, DecisionDraft draft)
    {
        if (draft.Has(DecisionAction.Escalate))
        {
            var escalation = await EscalateAsync(actor, draft.CaseId, Enum.Parse<EscalationKind>(draft.EscalateTo!),
                draft.Note.Trim() is { Length: > 0 } note ? note : EscalationWords.NoNote);
            return new(escalation.Id, escalation.RaisedAt);
        }
        var shown = _shown[draft.CaseId];
        if (!_decisionIds.TryGetValue(draft.CaseId, out var id))
            _decisionIds[draft.CaseId] = id = Guid.CreateVersion7();
        var form = DraftForms.Form(draft, shown.Policies.FirstOrDefault(policy => policy.Key == draft.PolicyKey));
        await _keeping;
        var made = await runner.RunAsync<DecideCase, DecisionMade>(actor, (decide, token) => decide.HandleAsync(new(id, draft.CaseId, form, shown.EvidenceCount), token), CancellationToken.None);
        _decisionIds.Remove(draft.CaseId);
        _shown.Remove(draft.CaseId);
        return new(made.DecisionId, made.UndoUntil);
    }

    Task<Escalation> EscalateAsync(Actor actor, Guid caseId, EscalationKind kind, string reason) =>
        runner.RunAsync<EscalateCase, Escalation>(actor, (escalate, token) => escalate.HandleAsync(new(caseId, kind, reason), token), CancellationToken.None);

    /// <summary>One after the other, so that an older draft never overwrites a newer one.</summary>
    async Task KeepAsync(Task before, DecisionDraft draft)
    {
        await before;
        await DoAsync<SaveDraft>((save, token) => save.HandleAsync(new(draft.CaseId, DraftForms.Form(draft)), token));
    }

    Task<Answer<bool>> DoAsync<THandler>(Func<THandler, CancellationToken, Task> handle) where THandler : notnull => TryAsync(async actor =>
    {
        await runner.RunAsync(actor, handle, CancellationToken.None);
        return true;
    });

    /// <summary>A broken rule's sentence is an answer; a database that is away is one too, because nothing is lost by trying again.</summary>
    async Task<Answer<T>> TryAsync<T>(Func<Actor, Task<T>> handle)
    {
        try
        {
            var answer = default(T);
            var refusal = await L.TryAsync(async () => answer = await handle(await current.GetAsync()));
            return new(answer, refusal);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            return Answer.Broken<T>("");
        }
    }
}
