namespace ModerationHub.Infrastructure.Postgres;

/// <param name="Folder">Where the data, the lock and the log lie; made when missing.</param>
public sealed record PrivatePostgresOptions(string Folder)
{
    /// <summary>The holder's port, told to whoever finds the folder held.</summary>
    public int? Port { get; init; }

    /// <summary>False for throw-away clusters: faster, and lost with the machine.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Takes what the operator should know while the server runs, such as a restart.</summary>
    public Action<string> Report { get; init; } = Console.Error.WriteLine;
}
