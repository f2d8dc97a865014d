using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>What decisions taught about a policy's weights, in words and numbers; a lead stops it and goes back.</summary>
public sealed partial class RiskSection(OperationRunner runner, CurrentActor current)
{
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
        (loaded, said) = (PolicyKey, null);
        return DoAsync(_ => Task.CompletedTask);
    }

    Task FreezeAsync() => DoAsync(async actor =>
    {
        var frozen = board!.FrozenBy is null;
        await runner.RunAsync<FreezeRisk>(actor, (freeze, token) => freeze.HandleAsync(new(PolicyKey, frozen), token));
        said = frozen ? L["The weights stay as they are until somebody lets them learn again."] : L["It learns again from the next decisions."];
    });

    Task UseAsync(int? version) => DoAsync(async actor =>
    {
        await runner.RunAsync<UseRiskVersion>(actor, (use, token) => use.HandleAsync(new(PolicyKey, version), token));
        said = version is { } number ? L["Version {0} is in force; learning has stopped.", number] : L["The policy's own weights are in force; learning has stopped."];
    });

    async Task DoAsync(Func<Actor, Task> act)
    {
        var actor = await current.GetAsync();
        problem = await L.TryAsync(() => act(actor));
        var refusal = await L.TryAsync(async () => board = await runner.RunAsync<ReadRisk, RiskBoard>(actor, (read, token) => read.HandleAsync(new(PolicyKey), token)));
        problem ??= refusal;
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
