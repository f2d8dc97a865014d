namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>`run.env` in the data folder: address, key and password of this run, for scripts of the same user.</summary>
public static class RunFile
{
    public const string Name = "run.env";

    /// <summary>Written beside and renamed, so that a reader sees all of it or none, and never with anybody else's eyes.</summary>
    public static async Task WriteAsync(string dataFolder, string url, string apiKey, string demoPassword, CancellationToken cancellation)
    {
        // With a database of one's own nothing else has made the folder.
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, Name);
        var draft = path + ".new";
        File.Delete(draft);
        var ownerOnly = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var writer = new StreamWriter(draft, ownerOnly))
            await writer.WriteAsync($"HUB_URL={url}\nHUB_API_KEY={apiKey}\nHUB_DEMO_PASSWORD={demoPassword}\n".AsMemory(), cancellation);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>An earlier run's, whether there is one or not.</summary>
    public static void Remove(string dataFolder)
    {
        if (Path.Combine(dataFolder, Name) is var path && File.Exists(path))
            File.Delete(path);
    }
}
