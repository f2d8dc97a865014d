using System.CommandLine;
using System.Globalization;
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
        Validators = { result => { if (result.Tokens is [{ Value: "" }]) result.AddError("--data takes the name of a folder."); } },
    };

    public static Option<int> Port() => new("--port")
    {
        Description = "Port on 127.0.0.1.",
        HelpName = "PORT",
        DefaultValueFactory = _ => HubSettings.DefaultPort,
        // The word as it was typed: what is no number has no value to ask for.
        Validators = { result => { if (result.Tokens is [var word] && !IsPort(word.Value)) result.AddError("--port takes a number from 1 to 65535."); } },
    };

    /// <summary>The `--Key=value` words for ASP.NET Core's configuration; every other unknown word is refused.</summary>
    public static string[] ConfigurationArguments(this ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(word => !Setting().IsMatch(word)) is { } unknown)
            throw Unknown(unknown);
        return [.. parsed.UnmatchedTokens];
    }

    public static SetupException Unknown(string word) => new(ExitCode.Usage, $"'{word}' is not known here; `./hub help` lists the commands.");

    static bool IsPort(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535;

    [GeneratedRegex("^--[A-Za-z][^=]*=")]
    private static partial Regex Setting();
}
