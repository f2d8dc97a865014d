using Microsoft.Extensions.Localization;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Components;

/// <summary>What stands in the way of a page's step, as the sentence that its reader gets.</summary>
public static class Refusals
{
    /// <summary>Runs the step; null when nothing stood in its way.</summary>
    public static async Task<string?> TryAsync(this IStringLocalizer<Strings> L, Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (RuleBrokenException broken)
        {
            return L[broken.Rule.Sentence];
        }
        catch (NotPermittedException)
        {
            return L["You may not do this."];
        }
        // NUL, and halves of characters: nothing that anybody typed on purpose.
        catch (Exception e) when (e.IsRefusedText())
        {
            return L["The text holds a character that cannot be stored. Write it anew without it."];
        }
        catch (Exception e) when (e.IsDatabaseAway())
        {
            return L["The database did not answer. Nothing is lost; try again."];
        }
    }
}
