using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>`hub run`: the database first, then the host on it, and down in the opposite order.</summary>
public static class RunCommand
{
    public static Command Create(RunHost runHost)
    {
        var command = new Command("run", "Runs the web application, its workers and, unless one is named, its database.");
        Configure(command, runHost);
        return command;
    }

    public static void Configure(Command command, RunHost runHost)
    {
        Option<int> port = HubOptions.Port();
        Option<string> data = HubOptions.Data();
        Option<bool> demo = new("--demo") { Description = "Loads demo users, an API key and a story that plays live." };
        Option<bool> quietDemo = new("--quiet-demo") { Description = "Loads demo users and an API key, but no story." };
        command.Options.Add(port);
        command.Options.Add(data);
        command.Options.Add(demo);
        command.Options.Add(quietDemo);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, _) =>
        {
            var arguments = parsed.ConfigurationArguments();
            var configuration = HubConfiguration.Read(arguments);
            var portIsGiven = parsed.GetResult(port) is { Implicit: false };
            return await RunAsync(configuration, runHost, new()
            {
                Port = parsed.GetValue(port),
                DataFolder = Path.GetFullPath(parsed.GetValue(data)!),
                Demo = parsed.GetValue(demo) || parsed.GetValue(quietDemo),
                Story = parsed.GetValue(demo) && !parsed.GetValue(quietDemo),
                Urls = !portIsGiven && configuration["urls"] is { Length: > 0 } urls ? urls : $"http://127.0.0.1:{parsed.GetValue(port)}",
                ContentRoot = configuration["contentRoot"] ?? AppContext.BaseDirectory,
                ConfigurationArguments = arguments,
                ConnectionString = "",
                MigratorConnectionString = "",
            });
        });
    }

    static async Task<int> RunAsync(IConfiguration configuration, RunHost runHost, HubSettings settings)
    {
        using var signals = new StopSignals();
        try
        {
            await using var database = await HubDatabase.OpenAsync(configuration, settings.DataFolder, settings.Port, signals.Token);
            RefuseTakenPort(settings);
            // A host whose database is gone for good has nothing left to do.
            _ = database.Lost.ContinueWith(_ => signals.Stop(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            var exit = await runHost(settings with
            {
                ConnectionString = database.ConnectionString,
                MigratorConnectionString = database.MigratorConnectionString,
                PrivateDatabase = database.IsPrivate,
            }, signals.Token);
            if (database.Lost.IsFaulted)
                await database.Lost;
            return exit;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    static void RefuseTakenPort(HubSettings settings)
    {
        if (settings.Urls != $"http://127.0.0.1:{settings.Port}")
            return;
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, settings.Port);
            probe.Start();
        }
        catch (SocketException taken)
        {
            throw new SetupException(ExitCode.Unavailable,
                $"Port {settings.Port} on 127.0.0.1 cannot be used ({taken.Message}): stop the program that holds it or choose another port with --port.", taken);
        }
    }
}
