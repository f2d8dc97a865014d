namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>What the command line and the environment say about one run of the host.</summary>
public sealed record HubSettings
{
    public const int DefaultPort = 5080;

    public const string FolderName = ".hub";

    /// <summary>`.hub` in the clone, from whatever folder the script is called; without the script in the folder at hand.</summary>
    public static string DefaultFolder => Path.Combine(Environment.GetEnvironmentVariable("HUB_HOME") ?? "", FolderName);

    public int Port { get; init; } = DefaultPort;
    public required string DataFolder { get; init; }

    /// <summary>Demo users and key are wanted.</summary>
    public bool Demo { get; init; }

    /// <summary>The demo story is to play as well.</summary>
    public bool Story { get; init; }

    /// <summary>The host's connection, as the role that owns nothing.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The connection that changes the schema.</summary>
    public required string MigratorConnectionString { get; init; }

    /// <summary>The database is this run's own child; its schema is kept up to date without being asked.</summary>
    public bool PrivateDatabase { get; init; }

    /// <summary>Where Kestrel listens; `urls` or ASPNETCORE_URLS overrule the port.</summary>
    public required string Urls { get; init; }

    /// <summary>Where wwwroot and appsettings lie: beside the program, whatever folder it was called from.</summary>
    public string ContentRoot { get; init; } = AppContext.BaseDirectory;

    /// <summary>`--Key=value` arguments that belong to ASP.NET Core's configuration.</summary>
    public string[] ConfigurationArguments { get; init; } = [];

    /// <summary>The address for people and scripts on this machine.</summary>
    public string Address => Urls.Split(';')[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        .Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("*", "127.0.0.1", StringComparison.Ordinal)
        .Replace("+", "127.0.0.1", StringComparison.Ordinal).TrimEnd('/');
}
