using System.CommandLine;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Postgres;
using Npgsql;

namespace ModerationHub.Features.Audit;

/// <summary>`hub verify-audit`: the whole chain of every platform, beside a running hub or alone; exit code 1 and the first broken entry when it was tampered with.</summary>
public static class VerifyAuditCommand
{
    public static Command Create()
    {
        Option<string> data = HubOptions.Data();
        var command = new Command("verify-audit", "Verifies the whole audit chain; exit code 1 and the first broken entry when it was tampered with.") { data };
        command.SetAction((parsed, cancellation) => RunAsync(HubConfiguration.Read([]), Path.GetFullPath(parsed.GetValue(data)!), Console.Out, cancellation));
        return command;
    }

    internal static async Task<int> RunAsync(IConfiguration configuration, string folder, TextWriter output, CancellationToken cancellation)
    {
        if (configuration.Hub() is null && !PrivatePostgres.IsIn(folder))
            throw new SetupException(ExitCode.NotConfigured, $"No hub has its data in {folder}: name the folder with --data.");
        await using var database = await HubDatabase.JoinAsync(configuration, folder, cancellation);
        await using var source = NpgsqlDataSource.Create(HubData.RuntimeConnectionString(database.ConnectionString));
        return await VerifyAsync(source, folder, output, cancellation);
    }

    internal static async Task<int> VerifyAsync(NpgsqlDataSource source, string folder, TextWriter output, CancellationToken cancellation)
    {
        var report = await new AuditVerifier(source).VerifyAsync(null, await HeadFile.ReadAsync(folder, cancellation), cancellation);
        foreach (var chain in report.Chains)
            await output.WriteLineAsync($"Platform {chain.PlatformId}: {chain.Entries} entries hold, {chain.ErasedPayloads} with an erased payload.");
        if (report.Broken is not { } broken)
            return ExitCode.Done;
        await output.WriteLineAsync($"Platform {broken.PlatformId}: entry {broken.Seq} is the first broken one. {broken.Reason}");
        return ExitCode.Failed;
    }
}
