using System.Globalization;

namespace ModerationHub.Harness;

/// <summary>CPU seconds by component since it was made: the host, its PostgreSQL (all backends) and this process.</summary>
public sealed class CpuMeter(int hostId)
{
    const double TicksPerSecond = 100;

    readonly (double Host, double Database, double Load) _start = Read(hostId);

    public (double Host, double Database, double Load) Seconds
    {
        get
        {
            var now = Read(hostId);
            return (now.Host - _start.Host, now.Database - _start.Database, now.Load - _start.Load);
        }
    }

    static (double Host, double Database, double Load) Read(int hostId)
    {
        var host = Ticks($"/proc/{hostId}/stat", withEnded: false);
        var database = 0.0;
        foreach (var postmaster in Children(hostId))
        {
            // Ended backends are counted in their parent's "children" times.
            database += Ticks($"/proc/{postmaster}/stat", withEnded: true);
            foreach (var backend in Children(postmaster))
                database += Ticks($"/proc/{backend}/stat", withEnded: false);
        }
        return (host, database, Ticks("/proc/self/stat", withEnded: false));
    }

    static IEnumerable<int> Children(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && Fields($"{folder}/stat") is { } f
                && int.Parse(f[1], CultureInfo.InvariantCulture) == parent)
                yield return id;
    }

    static double Ticks(string file, bool withEnded) => Fields(file) is not { } f
        ? 0
        : (long.Parse(f[11], CultureInfo.InvariantCulture) + long.Parse(f[12], CultureInfo.InvariantCulture)
            + (withEnded ? long.Parse(f[13], CultureInfo.InvariantCulture) + long.Parse(f[14], CultureInfo.InvariantCulture) : 0)) / TicksPerSecond;

    /// <summary>The fields after the command's name, which may hold spaces.</summary>
    static string[]? Fields(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
