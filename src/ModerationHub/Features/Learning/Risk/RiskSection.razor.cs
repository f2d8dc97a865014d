using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>What decisions taught about a policy's weights, in words and numbers; a lead stops it and goes back.</summary>
public sealed partial class RiskSection(OperationRunner runner, CurrentActor current)
{
    readonly Latest loads = new();
    RiskBoard? board;
    string? problem;
    string? said;
    string? loaded;

    [Parameter, EditorRequired]
    public required string PolicyKey { get; set; }

    protected override Task OnParametersSetAsync()
    {
        if (loaded == PolicyKey)
            return Task.CompletedTask;
        (loaded, said, board) = (PolicyKey, null, null);
        return DoAsync((_, _) => Task.CompletedTask, null);
    }

    Task FreezeAsync()
    {
        var frozen = board!.FrozenBy is null;
        return DoAsync((actor, policy) => runner.RunAsync<FreezeRisk>(actor, (freeze, token) => freeze.HandleAsync(new(policy, frozen), token)),
            frozen ? L["The weights stay as they are until somebody lets them learn again."] : L["It learns again from the next decisions."]);
    }

    Task UseAsync(int? version) => DoAsync((actor, policy) => runner.RunAsync<UseRiskVersion>(actor, (use, token) => use.HandleAsync(new(policy, version), token)),
        version is { } number ? L["Version {0} is in force; learning has stopped.", number] : L["The policy's own weights are in force; learning has stopped."]);

    async Task DoAsync(Func<Actor, string, Task> act, string? done)
    {
        var (policy, isLast) = (PolicyKey, loads.Begin());
        var actor = await current.GetAsync();
        var broken = await L.TryAsync(() => act(actor, policy));
        RiskBoard? read = null;
        var refusal = await L.TryAsync(async () => read = await runner.RunAsync<ReadRisk, RiskBoard>(actor, (handler, token) => handler.HandleAsync(new(policy), token)));
        if (isLast())
            (board, problem, said) = (read ?? board, broken ?? refusal, broken is null ? done ?? said : said);
    }

    string Measured(RiskVersionRow version) => L["On {0} that the weights before had not seen, the error (mean logarithmic loss, 0 is perfect) went from {1} to {2}.",
        L.Count(version.Measured, "{0} decision", "{0} decisions"), Number(version.LogLossBefore), Number(version.LogLossAfter)];

    string Words(WeightRow weight)
    {
        var percent = (int)Math.Round(100 * Math.Abs(weight.Now - weight.Set) / weight.Set);
        return percent == 0 ? L["counts as the policy sets it"] : weight.Now > weight.Set ? L["counts {0} % more than the policy sets", percent] : L["counts {0} % less than the policy sets", percent];
    }

    static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

}
