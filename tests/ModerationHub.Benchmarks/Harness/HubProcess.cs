using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace ModerationHub.Harness;

/// <summary>The real program as a child, with a private database in a temporary folder; gone with the folder when disposed.</summary>
public sealed partial class HubProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    readonly Process _process;
    readonly string _folder;

    HubProcess(Process process, string folder, Uri address, Dictionary<string, string> run) =>
        (_process, _folder, Address, Key, Password) = (process, folder, address, run.GetValueOrDefault("HUB_API_KEY", ""), run.GetValueOrDefault("HUB_DEMO_PASSWORD", ""));

    public Uri Address { get; }
    public string Key { get; }

    /// <summary>Of all demo users.</summary>
    public string Password { get; }
    public int Id => _process.Id;

    /// <summary>Where its data lies, a private database among it.</summary>
    public string Folder => _folder;

    public string OwnerConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(_folder, "run"), Port = 5432, Username = "hub", Database = "hub", CommandTimeout = 600, MaxPoolSize = 80,
    }.ConnectionString;

    /// <summary>On a private database of its own, with the demo's people and key.</summary>
    public static async Task<HubProcess> StartAsync(CancellationToken cancellation, params (string Name, string Value)[] settings)
    {
        var hub = await StartAsync("--quiet-demo", settings, cancellation);
        await hub.LiftBacklogLimitAsync(cancellation);
        return hub;
    }

    /// <summary>One of several on a database that is there already. The demo's people and key are made anew by the one that is told to.</summary>
    public static Task<HubProcess> JoinAsync(string connectionString, bool demo, CancellationToken cancellation, params (string Name, string Value)[] settings) =>
        StartAsync(demo ? "--quiet-demo" : null, [.. settings, ("ConnectionStrings__Hub", connectionString)], cancellation);

    static async Task<HubProcess> StartAsync(string? mode, (string Name, string Value)[] settings, CancellationToken cancellation)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"hub-bench-{Environment.ProcessId}-{Random.Shared.Next():x}");
        var port = FreePort();
        string[] run = ["run", .. mode is null ? (string[])[] : [mode], "--data", folder, "--port", $"{port}"];
        // The published program has its pages' files beside it; the library beside this assembly serves the API alone.
        string[] command = Environment.GetEnvironmentVariable("HUB_PROGRAM") is { Length: > 0 } program ? [program] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "ModerationHub.dll")];
        // As ./hub does: whoever runs in the background ignores Ctrl-C's signal, and so would what it starts.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", .. command, .. run]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, e) => { if (e.Data is not null) Console.Error.WriteLine(e.Data); };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var address = new Uri($"http://127.0.0.1:{port}");
        var file = mode is null ? null : Path.Combine(folder, "run.env");
        return new HubProcess(process, folder, address, await ReadyAsync(process, file, address, cancellation));
    }

    /// <summary>A benchmark measures work, not refusals.</summary>
    async Task LiftBacklogLimitAsync(CancellationToken cancellation)
    {
        await using var owner = new NpgsqlConnection(OwnerConnectionString);
        await owner.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("update platforms set backlog_limit = 1000000000", owner);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public HttpClient Client() => Client(Key);

    public HttpClient Client(string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    static async Task<Dictionary<string, string>> ReadyAsync(Process process, string? file, Uri address, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var tries = 0; tries < 1_800; tries++)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The hub ended with exit code {process.ExitCode} before it was ready.");
            try
            {
                if ((file is null || File.Exists(file)) && (await client.GetAsync(new Uri(address, "health/ready"), cancellation)).StatusCode == HttpStatusCode.OK)
                    return file is null ? [] : (await File.ReadAllLinesAsync(file, cancellation)).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
            }
            catch (HttpRequestException)
            {
            }
            await tick.WaitForNextTickAsync(cancellation);
        }
        throw new TimeoutException("The hub was not ready within three minutes.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL: nothing of it gets to finish.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal and waits for the end that it asks for.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(int signal, CancellationToken cancellation)
    {
        _ = Kill(_process.Id, signal);
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _ = Kill(_process.Id, Interrupt);
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
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
