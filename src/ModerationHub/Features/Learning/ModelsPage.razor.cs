using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Learning;

/// <summary>Champion against challenger for each policy; leads train, import and promote, auditors look on.</summary>
public sealed partial class ModelsPage(OperationRunner runner, CurrentActor current)
{
    readonly Latest loads = new();
    ModelBoard? board;
    string? problem;
    string? said;
    ElementReference told;
    bool focus;

    [SupplyParameterFromQuery]
    public string? Policy { get; set => field = Asked.Words(value); }

    protected override Task OnParametersSetAsync() => DoAsync(null);

    Task LookAsync() => DoAsync(null);

    Task TrainAsync() => DoAsync(async (actor, policy) =>
    {
        await runner.RunAsync<RequestTraining>(actor, (train, token) => train.HandleAsync(new(policy), token));
        said = L["Training is asked for; the challenger appears here within a minute or two."];
    });

    Task PromoteAsync(ModelRow model) => DoAsync(async (actor, policy) =>
    {
        await runner.RunAsync<PromoteModel>(actor, (promote, token) => promote.HandleAsync(new(policy, model.Version), token));
        said = L["Version {0} is in force; scoring takes it up within seconds.", model.Version];
    });

    Task RollBackAsync(ModelRow model) => DoAsync(async (actor, policy) =>
    {
        await runner.RunAsync<RollBackModel>(actor, (back, token) => back.HandleAsync(new(policy, model.Version), token));
        said = L["Version {0} is no longer in force.", model.Version];
    });

    Task ImportAsync(InputFileChangeEventArgs chosen) => DoAsync(async (actor, policy) =>
    {
        if (chosen.File.Size > ReadLabelledFile.MostBytes)
            throw new RuleBrokenException(LearningRules.FileTooLarge);
        using var reader = new StreamReader(chosen.File.OpenReadStream(ReadLabelledFile.MostBytes));
        var content = await reader.ReadToEndAsync();
        var imported = await runner.RunAsync<ImportExamples, ImportedExamples>(actor, (import, token) => import.HandleAsync(new(policy, chosen.File.Name, content), token));
        said = L["{0}, {1}.", L.Count(imported.Taken, "{0} text taken", "{0} texts taken"), L.Count(imported.LeftOut, "{0} row left out", "{0} rows left out")];
    });

    /// <summary>The button that was pressed may be gone: what became of it is said and has the focus.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focus || said is null)
            return;
        focus = false;
        await told.FocusAsync();
    }

    async Task DoAsync(Func<Actor, string, Task>? act)
    {
        var (isLast, key) = (loads.Begin(), board?.Policy?.Key);
        said = null;
        var refusal = await L.TryAsync(async () =>
        {
            var actor = await current.GetAsync();
            if (act is not null && key is not null)
                await act(actor, key);
            var read = await runner.RunAsync<ReadModels, ModelBoard>(actor, (handler, token) => handler.HandleAsync(new(Policy), token));
            if (isLast())
                board = read;
        });
        // What became of something done is said, whatever was looked at since.
        if (isLast() || (act is not null && refusal is not null))
            problem = refusal;
        focus = act is not null && said is not null;
    }

    string Missing(Shortage shortage) => shortage.What switch
    {
        ShortOf.Positives => L["Missing against the policy, from decisions or a file: {0}.", More(shortage)],
        ShortOf.Negatives => L["Missing of accounts without action, from decisions or a file: {0}.", More(shortage)],
        ShortOf.PositiveSources => L["Missing: decisions against {0}.", MoreAccounts(shortage)],
        ShortOf.NegativeSources => L["Missing, decided without action: {0}.", MoreAccounts(shortage)],
        ShortOf.HeldBackPositives => L["Missing against the policy to measure with: {0}; a quarter of the accounts is held back for that.", More(shortage)],
        ShortOf.HeldBackNegatives => L["Missing without action to measure with: {0}; a quarter of the accounts is held back for that.", More(shortage)],
        ShortOf.TrainingPositives => L["Missing against the policy to train with, from accounts that are not held back: {0}.", More(shortage)],
        _ => L["Missing without action to train with, from accounts that are not held back: {0}.", More(shortage)],
    };

    string Texts(int number) => L.Count(number, "{0} text", "{0} texts");

    string Accounts(int number) => L.Count(number, "{0} account", "{0} accounts");

    string More(Shortage shortage) => L.Count(shortage.Number, "{0} more text", "{0} more texts");

    string MoreAccounts(Shortage shortage) => L.Count(shortage.Number, "{0} more account", "{0} more accounts");
}
