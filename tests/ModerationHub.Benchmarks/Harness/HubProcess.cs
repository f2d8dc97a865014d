using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace ModerationHub.Benchmarks.Harness;

/// <summary>The real program as a child, with a private database in a temporary folder; gone with the folder when disposed.</summary>
public sealed partial class HubProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly string _folder;

    HubProcess(Process process, string folder, Uri address, string key) =>
        (_process, _folder, Address, Key) = (process, folder, address, key);

    public Uri Address { get; }
    public string Key { get; }
    public int Id => _process.Id;

    public string OwnerConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(_folder, "run"), Port = 5432, Username = "hub", Database = "hub", CommandTimeout = 600, MaxPoolSize = 80,
    }.ConnectionString;

    public static async Task<HubProcess> StartAsync(CancellationToken cancellation, params (string Name, string Value)[] settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"hub-bench-{Environment.ProcessId}-{Random.Shared.Next():x}");
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "ModerationHub.dll"), "run", "--quiet-demo", "--data", folder, "--port", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, e) => { if (e.Data is not null) Console.Error.WriteLine(e.Data); };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var address = new Uri($"http://127.0.0.1:{port}");
        var key = await ReadyAsync(process, folder, address, cancellation);
        return new HubProcess(process, folder, address, key);
    }

    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        return client;
    }

    static async Task<string> ReadyAsync(Process process, string folder, Uri address, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var file = Path.Combine(folder, "run.env");
        for (var tries = 0; tries < 600; tries++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The hub ended with exit code {process.ExitCode} before it was ready.");
            try
            {
                if (File.Exists(file) && (await client.GetAsync(new Uri(address, "health/ready"), cancellation)).StatusCode == HttpStatusCode.OK
                    && (await File.ReadAllLinesAsync(file, cancellation)).FirstOrDefault(l => l.StartsWith("HUB_API_KEY=", StringComparison.Ordinal)) is { } line)
                    return line["HUB_API_KEY=".Length..];
            }
            catch (HttpRequestException)
            {
            }
            await Task.Delay(100, cancellation);
        }
        throw new TimeoutException("The hub was not ready within a minute.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        const int interrupt = 2;
        if (!_process.HasExited)
            _ = Kill(_process.Id, interrupt);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
