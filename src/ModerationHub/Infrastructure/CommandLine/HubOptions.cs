using System.CommandLine;
using System.Text.RegularExpressions;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>Options that several commands share.</summary>
public static partial class HubOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of the private database.",
        HelpName = "DIR",
        DefaultValueFactory = _ => HubSettings.DefaultFolder,
    };

    public static Option<int> Port() => new("--port")
    {
        Description = "Port on 127.0.0.1.",
        HelpName = "PORT",
        DefaultValueFactory = _ => HubSettings.DefaultPort,
        Validators = { result => { if (result.GetValueOrDefault<int>() is < 1 or > 65535) result.AddError("--port takes a number from 1 to 65535."); } },
    };

    /// <summary>The `--Key=value` words for ASP.NET Core's configuration; every other unknown word is refused.</summary>
    public static string[] ConfigurationArguments(this ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(word => !Setting().IsMatch(word)) is { } unknown)
            throw new SetupException(ExitCode.Usage, $"'{unknown}' is not known here; `./hub help` lists the commands.");
        return [.. parsed.UnmatchedTokens];
    }

    [GeneratedRegex("^--[A-Za-z][^=]*=")]
    private static partial Regex Setting();
}
