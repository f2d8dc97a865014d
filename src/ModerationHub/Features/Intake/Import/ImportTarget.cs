using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Features.Intake.Import;

/// <summary>Which hub takes the rows: as said, else from the environment, else the one that runs from this folder.</summary>
public sealed record ImportTarget(Uri Hub, string Key)
{
    public static ImportTarget Resolve(string? url, string? key, Func<string, string?> environment, params IEnumerable<string> folders)
    {
        url = First(url, environment("HUB_URL"));
        key = First(key, environment("HUB_API_KEY"));
        if (url is null || key is null)
        {
            var run = RunFileAbove(folders);
            url ??= run.GetValueOrDefault("HUB_URL");
            key ??= run.GetValueOrDefault("HUB_API_KEY");
        }
        if (url is null || key is null)
            throw new SetupException(ExitCode.NotConfigured,
                $"Which hub? Start one with `./hub run --demo`, or name it with {(url is null ? "--url (HUB_URL)" : "")}{(url is null && key is null ? " and " : "")}{(key is null ? "--key (HUB_API_KEY)" : "")}.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var hub) || hub.Scheme is not ("http" or "https"))
            throw new SetupException(ExitCode.Usage, $"'{url}' is not the address of a hub; it looks like http://127.0.0.1:5080.");
        if (key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new SetupException(ExitCode.Usage, "The key holds characters that no key has; it looks like hub_… and is printed when it is issued.");
        return new ImportTarget(hub, key);
    }

    static string? First(params ReadOnlySpan<string?> choices)
    {
        foreach (var choice in choices)
            if (!string.IsNullOrWhiteSpace(choice)) return choice.Trim();
        return null;
    }

    static Dictionary<string, string> RunFileAbove(IEnumerable<string> folders)
    {
        foreach (var start in folders)
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (Path.Combine(folder.FullName, HubSettings.FolderName, RunFile.Name) is var file && File.Exists(file)) return Read(file);
        return [];
    }

    static Dictionary<string, string> Read(string file)
    {
        try
        {
            return File.ReadLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
                .DistinctBy(pair => pair[0].Trim()).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        }
        catch (UnauthorizedAccessException)
        {
            throw new SetupException(ExitCode.NotAllowed, $"{file} belongs to another user; name the hub with --url and --key.");
        }
    }
}
