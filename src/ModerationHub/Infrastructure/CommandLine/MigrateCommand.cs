using System.CommandLine;
using ModerationHub.Infrastructure.Data;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>`hub migrate`: brings the schema to this release as the owning role, for hosts that run without its rights.</summary>
public static class MigrateCommand
{
    public static Command Create()
    {
        Option<string> data = HubOptions.Data();
        var command = new Command("migrate", "Brings the database's schema to this release.") { data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var database = await HubDatabase.JoinAsync(
                HubConfiguration.Read([]), Path.GetFullPath(parsed.GetValue(data)!), cancellation);
            await SchemaSetup.MigrateAsync(database.MigratorConnectionString, cancellation);
            Console.WriteLine("The schema is up to date.");
            return ExitCode.Done;
        });
        return command;
    }
}
