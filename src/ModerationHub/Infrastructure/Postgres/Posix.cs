using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>The few things of POSIX that the framework does not offer.</summary>
static class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (Win32Exception missing)
        {
            return (127, missing.Message);
        }
    }

    /// <summary>User id and name of the owner of a file, following symbolic links; null when it does not exist.</summary>
    public static async Task<(int Id, string Name)?> OwnerAsync(string path, CancellationToken cancellation)
    {
        var (exit, output) = await RunAsync(["stat", "-L", "-c", "%u %U", path], cancellation);
        if (exit != 0)
            return null;
        var parts = output.Split(' ', 2);
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    public static async Task<int> CurrentUserAsync(CancellationToken cancellation) =>
        (await OwnerAsync("/proc/self", cancellation))!.Value.Id;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
