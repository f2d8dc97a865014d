using System.CommandLine;
using Microsoft.AspNetCore.DataProtection;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Postgres;
using ModerationHub.Infrastructure.Security;

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
        return await VerifyAsync(database.ConnectionString, folder, output, cancellation);
    }

    public static async Task<int> VerifyAsync(string connectionString, string folder, TextWriter output, CancellationToken cancellation)
    {
        // The keys by which the heads were signed lie in the database.
        var parts = new ServiceCollection().AddLogging().AddHubData(connectionString).AddSingleton<AuditVerifier>().AddSingleton<ExportedHeads>();
        parts.AddHubKeys().DisableAutomaticKeyGeneration();
        await using var services = parts.BuildServiceProvider();
        var (heads, others) = await services.GetRequiredService<ExportedHeads>().ReadAsync(folder, cancellation);
        var report = await services.GetRequiredService<AuditVerifier>().VerifyAsync(null, heads, cancellation);
        foreach (var chain in report.Chains)
            await output.WriteLineAsync($"Platform {chain.PlatformId}: {chain.Entries} entries hold.");
        if (others > 0)
            await output.WriteLineAsync($"Exported heads in {folder} that another database's hub signed, or nobody: {others}. They were not compared.");
        if (report.Broken is not { } broken)
            return ExitCode.Done;
        await output.WriteLineAsync($"Platform {broken.PlatformId}: entry {broken.Seq} is the first broken one. {broken.Reason}");
        return ExitCode.Failed;
    }
}
