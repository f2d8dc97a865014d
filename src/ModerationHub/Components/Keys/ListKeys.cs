using Microsoft.Extensions.Localization;

namespace ModerationHub.Components.Keys;

/// <summary>The keys of a list whose rows open beside it: the next one, the one before, and close.</summary>
public static class ListKeys
{
    /// <param name="rows">The rows that are shown, in their order.</param>
    /// <param name="chosen">The open one, or the one that was asked for and is on its way.</param>
    /// <param name="open">Opens a row; null closes what is open.</param>
    public static IEnumerable<KeyBinding> Of(IStringLocalizer<Strings> L, string group, string next, string previous, Func<IEnumerable<Guid>> rows, Func<Guid?> chosen, Action<Guid?> open)
    {
        return
        [
            new("j", next, group, () => StepAsync(1)),
            new("k", previous, group, () => StepAsync(-1)),
            new("Escape", L["Close"], group, () => { open(null); return Task.CompletedTask; }) { Enabled = () => chosen() is not null },
        ];

        Task StepAsync(int by)
        {
            List<Guid> all = [.. rows()];
            if (all.Count > 0)
                open(all[Math.Clamp(all.FindIndex(row => row == chosen()) + by, 0, all.Count - 1)]);
            return Task.CompletedTask;
        }
    }
}
