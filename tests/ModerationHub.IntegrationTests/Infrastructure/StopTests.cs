using System.Diagnostics;
using Microsoft.AspNetCore.SignalR.Client;
using ModerationHub.Harness;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Postgres;

namespace ModerationHub.IntegrationTests.Infrastructure;

/// <summary>Ctrl-C and what a service manager sends, on the real program with its private database.</summary>
public sealed class StopTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Theory, InlineData(HubProcess.Interrupt), InlineData(HubProcess.Terminate)]
    public async Task A_signal_ends_the_program_well_and_its_database_after_it(int signal)
    {
        await using var hub = await HubProcess.StartAsync(Cancellation);
        var cluster = Path.Combine(hub.Folder, "pg");
        Assert.NotEmpty(ServersOf(cluster));
        // Somebody is connected and waits for news.
        await using var listener = new HubConnectionBuilder().WithUrl(new Uri(hub.Address, "/hubs/review"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(hub.Key)).Build();
        await listener.StartAsync(Cancellation);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        Assert.Equal(ExitCode.Done, await hub.StopAsync(signal, limit.Token));

        Assert.Empty(ServersOf(cluster));
        Assert.False(File.Exists(Path.Combine(cluster, "postmaster.pid")));
        var programs = await PostgresBinaries.FindAsync(null, Cancellation);
        var (exit, said) = await RunAsync(Path.Combine(programs.Folder, "pg_controldata"), cluster);
        Assert.Equal(0, exit);
        Assert.Matches(@"(?m)^Database cluster state:\s+shut down\s*$", said);
    }

    /// <summary>The server and its children: all of them work in the folder.</summary>
    static List<string> ServersOf(string cluster) => [.. Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && FolderOf(process) == cluster)];

    /// <summary>Null for a process that is another user's or ended meanwhile.</summary>
    static string? FolderOf(string process)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static async Task<(int ExitCode, string Said)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C" } };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, said);
    }
}
