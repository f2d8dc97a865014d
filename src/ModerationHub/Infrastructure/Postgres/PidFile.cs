using System.Diagnostics;
using System.Globalization;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>`postmaster.pid`, in which a server writes its process and how far it has come.</summary>
static class PidFile
{
    // Above every pid that a kernel gives, so nobody is found under it.
    const string Nobody = "2147483646";

    public static string Of(string cluster) => Path.Combine(cluster, "postmaster.pid");

    public static bool SaysReady(string cluster, int processId)
    {
        var lines = Read(cluster);
        return lines.Length >= 8 && lines[0].Trim() == processId.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready";
    }

    /// <summary>The server of this very folder that still runs although its host is gone.</summary>
    public static int? OrphanOf(string cluster) =>
        Read(cluster) is [var first, ..] && int.TryParse(first, out var id) && IsServerOf(cluster, id) ? id : null;

    /// <summary>
    /// A server that was killed leaves its number behind, and another process may have it by now: postgres would take
    /// that one for its rival. Only the number is replaced; the rest of the file tells postgres the shared memory in
    /// which it looks for backends that outlived the old server. It is written beside and renamed: an empty file is one
    /// that postgres refuses to start for, and when nobody runs that could be writing it, it goes.
    /// </summary>
    public static void Disarm(string cluster)
    {
        var lines = Read(cluster);
        if (lines is [var blank] && string.IsNullOrWhiteSpace(blank))
        {
            if (!Process.GetProcessesByName("postgres").Any(p => IsServerOf(cluster, p.Id)))
                File.Delete(Of(cluster));
            return;
        }
        if (lines is not [var first, ..] || !int.TryParse(first, out var id) || IsServerOf(cluster, id))
            return;
        lines[0] = Nobody;
        var draft = Of(cluster) + ".new";
        // The server may run as another user, who has to read it.
        File.Delete(draft);
        using (var written = new StreamWriter(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        }))
        {
            written.Write(string.Join('\n', lines));
            written.Flush();
            ((FileStream)written.BaseStream).Flush(flushToDisk: true);
        }
        File.Move(draft, Of(cluster), overwrite: true);
    }

    static bool IsServerOf(string cluster, int processId)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) == "postgres" && command.Contains(cluster);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string[] Read(string cluster)
    {
        try
        {
            return File.ReadAllText(Of(cluster)).Split('\n');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
