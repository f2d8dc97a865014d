using System.Globalization;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>
/// Who holds a data folder. The kernel's lock on the file decides, so a killed holder lets go by dying; the second
/// file only tells others who it is.
/// </summary>
sealed class FolderLock : IDisposable
{
    readonly FileStream file;
    readonly string holderFile;

    FolderLock(FileStream file, string holderFile) => (this.file, this.holderFile) = (file, holderFile);

    /// <summary>Null when somebody else holds the folder.</summary>
    public static FolderLock? TryTake(string folder, int? port)
    {
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(Path.Combine(folder, "hub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SetupException(ExitCode.NotAllowed,
                $"The data folder {folder} cannot be written by this user: run as its owner or choose another folder with --data.", denied);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, "hub.lock")))
        {
            return null;
        }
        catch (IOException broken)
        {
            throw new SetupException(ExitCode.NotAllowed, $"The data folder {folder} cannot be used ({broken.Message}): choose another with --data.", broken);
        }
        var holder = Path.Combine(folder, "hub.holder");
        try
        {
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {port}\n"));
            return new(file, holder);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new SetupException(ExitCode.NotAllowed, $"The data folder {folder} cannot be written ({broken.Message}): make room in it or choose another with --data.", broken);
        }
    }

    /// <summary>"process 4711, port 5080": as much of it as the holder told.</summary>
    public static string Holder(string folder)
    {
        string text;
        try
        {
            text = File.ReadAllText(Path.Combine(folder, "hub.holder"));
        }
        catch (IOException)
        {
            text = "";
        }
        catch (UnauthorizedAccessException)
        {
            text = "";
        }
        return text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var process, var port, ..] => $"process {process}, port {port}",
            [var process] => $"process {process}",
            _ => "process unknown",
        };
    }

    public static SetupException HeldByAnother(string folder) => new(ExitCode.InUse,
        $"The data folder {folder} is held by another hub ({Holder(folder)}): stop it or choose another folder with --data.");

    public void Dispose()
    {
        File.Delete(holderFile);
        file.Dispose();
    }
}
