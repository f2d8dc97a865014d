using System.Text.Json;

namespace ModerationHub.Features.Demo;

/// <summary>How far a story was told: a restarted host goes on with the same people instead of starting again.</summary>
public sealed record StoryBookmark(ulong Seed, DateTimeOffset Now, bool HistoryTold, int LiveTold)
{
    public static async Task<StoryBookmark?> ReadAsync(string? file, CancellationToken cancel)
    {
        if (file is null || !File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<StoryBookmark>(await File.ReadAllTextAsync(file, cancel), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // Cut short by a killed host: then the story simply starts anew.
            return null;
        }
    }

    public async Task WriteAsync(string? file, CancellationToken cancel)
    {
        if (file is null) return;
        var draft = file + ".new";
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(this, JsonSerializerOptions.Web), cancel);
        File.Move(draft, file, overwrite: true);
    }
}
