using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Domain.Platforms;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>What an administrator sets for the platform; what a shorter time drops is said before it is saved.</summary>
public sealed partial class SettingsPage
{
    PlatformSettings? settings;
    long leaving;
    bool saved;
    int edits;

    protected override async Task LoadAsync(Actor actor)
    {
        settings = await Runner.RunAsync<ReadPlatform, PlatformSettings>(actor, (read, token) => read.HandleAsync(token));
        leaving = 0;
    }

    void Change(PlatformSettings changed) => (settings, leaving, saved, edits) = (changed, 0, false, edits + 1);

    /// <param name="knowingly">What leaves has been read.</param>
    Task SaveAsync(bool knowingly)
    {
        var (wanted, before) = (settings!, edits);
        return OnceAsync(async actor =>
        {
            if (!knowingly)
            {
                var older = await Runner.RunAsync<PreviewRetention, long>(actor, (preview, token) => preview.HandleAsync(new(wanted), token));
                // What is said of the posts is about what stands in the form.
                if (older > 0 || edits != before)
                {
                    leaving = edits == before ? older : 0;
                    return;
                }
            }
            await Runner.RunAsync<ChangePlatform>(actor, (change, token) => change.HandleAsync(new(wanted), token));
            if (edits != before)
                return;
            await LoadAsync(actor);
            saved = true;
        });
    }

    /// <summary>What is no number changes nothing; what is out of range is refused with its sentence.</summary>
    static int Number(ChangeEventArgs change, int otherwise) =>
        int.TryParse(change.Value?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
