using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Banks;

/// <summary>
/// From an image in a case into a bank, by its hash: whatever looks like it carries the label then, and nothing is decided about anybody.
/// </summary>
public sealed partial class LabelImage(OperationRunner runner, CurrentActor current)
{
    static int last;

    // Several stand on one page, and media of different posts may have the same id.
    readonly string key = $"image-{Interlocked.Increment(ref last)}";
    IReadOnlyList<BankLine>? banks;
    bool open, busy, neverMatch;
    string bank = "", words = "";
    string? broken, done;
    Severity severity = Severity.Medium;

    [Parameter, EditorRequired]
    public required MediaView Medium { get; set; }

    async Task ToggleAsync()
    {
        (open, done, broken) = (!open, null, null);
        if (!open || banks is not null)
            return;
        var actor = await current.GetAsync();
        broken = await L.TryAsync(async () => banks = [.. (await runner.RunAsync<ListBanks, IReadOnlyList<BankLine>>(actor, (list, token) => list.HandleAsync(token))).Where(line => line.Kind == BankKind.Hashes)]);
        bank = banks?.Select(one => one.Id).FirstOrDefault() ?? "";
        // Nothing to choose from: the next press asks again.
        if (banks is null)
            open = false;
    }

    async Task AddAsync()
    {
        if (busy)
            return;
        busy = true;
        IReadOnlyList<LineOutcome> outcomes = [];
        var actor = await current.GetAsync();
        broken = await L.TryAsync(async () => outcomes = await runner.RunAsync<AddHashes, IReadOnlyList<LineOutcome>>(actor, (add, token) => add.HandleAsync(new(bank, Medium.Hash, words, severity, neverMatch), token)));
        busy = false;
        if (broken is null && outcomes.FirstOrDefault(one => one.Fault is not null)?.Fault is { } fault)
            broken = L[fault.Sentence];
        if (broken is not null)
            return;
        open = false;
        done = neverMatch ? L["The image is on record and never matched."] : L["The image is labelled. Earlier posts that show it are looked through; about the account nothing is decided."];
    }
}
