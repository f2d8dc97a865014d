namespace ModerationHub.Infrastructure.Postgres;

/// <summary>The server's own log file, kept small and quoted when the server does not start.</summary>
sealed class ServerLog(string path)
{
    const long LongestBytes = 5 * 1024 * 1024;
    long start;

    public string Path { get; } = path;

    /// <summary>Remembers where the next start's lines begin.</summary>
    public void Mark()
    {
        if (File.Exists(Path) && new FileInfo(Path).Length > LongestBytes)
            File.Move(Path, Path + ".1", overwrite: true);
        start = File.Exists(Path) ? new FileInfo(Path).Length : 0;
    }

    public string SinceMark()
    {
        if (!File.Exists(Path))
            return "";
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Min(start, file.Length);
        return new StreamReader(file).ReadToEnd().Trim();
    }
}
