using System.CommandLine;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Evaluation;
using ModerationHub.Features.Intake.Import;
using Npgsql;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>Builds and runs the host with these settings; returns the exit code.</summary>
public delegate Task<int> RunHost(HubSettings settings, CancellationToken stopping);

/// <summary>
/// Every command of the program. A command is a static class with `Create()` beside the feature it belongs to; it is
/// added to the list here.
/// </summary>
public static class HubCommands
{
    public static RootCommand Create(RunHost runHost)
    {
        var root = new RootCommand("Moderation Hub: without a command it runs the web application.")
        {
            RunCommand.Create(runHost),
            MigrateCommand.Create(),
            ImportCommand.Create(),
            VerifyAuditCommand.Create(),
            EvalCommand.Create(),
        };
        // `hub --port 5081` is `hub run --port 5081`, and test hosts start the program without naming a command.
        RunCommand.Configure(root, runHost);
        return root;
    }

    /// <summary>Runs the command that the arguments name; what is wrong around the program ends in one sentence.</summary>
    public static async Task<int> RunAsync(string[] arguments, RunHost runHost)
    {
        // The host hears the signals itself; the library's own handler would cut its shutdown short.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            var parsed = Create(runHost).Parse(arguments);
            // The root command takes words of ASP.NET Core's configuration, and the library lets them pass everywhere then.
            if (parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors && parsed.UnmatchedTokens is [var unknown, ..])
                throw HubOptions.Unknown(unknown);
            var exit = await parsed.InvokeAsync(invocation);
            // The library ends with 1, which says something else here: that entries were tampered with, that no row was taken.
            return parsed.Errors.Count > 0 ? ExitCode.Usage : exit;
        }
        catch (SetupException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return wrong.ExitCode;
        }
        catch (NpgsqlException away)
        {
            await Console.Error.WriteLineAsync(away is PostgresException refusal
                ? $"The database refuses: {refusal.MessageText}" : $"The database cannot be reached: {away.Message}");
            return ExitCode.Unavailable;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"A file cannot be read or written: {broken.Message}");
            return ExitCode.NotAllowed;
        }
    }
}
