using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>The folder of the server's Unix socket, the only way in.</summary>
static class SocketFolder
{
    // The kernel takes 107 bytes for the whole address; a little room is left for postgres' own names.
    const int LongestAddress = 100;
    public const string SocketName = ".s.PGSQL.5432";

    // PostgreSQL and Npgsql read the folder as a list: a comma or a quote in it would be taken for more than one.
    static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+ ");

    /// <summary>`run` in the data folder, or a short folder named after it where that path is too long or too odd.</summary>
    public static string For(string dataFolder)
    {
        var own = Path.Combine(dataFolder, "run");
        var fits = Encoding.UTF8.GetByteCount(Path.Combine(own, SocketName)) < LongestAddress;
        if (fits && !own.AsSpan().ContainsAnyExcept(Plain))
            return own;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..16];
        return $"/tmp/moderation-hub-{hash}";
    }

    public static async Task PrepareAsync(string folder, ServerAccount account, CancellationToken cancellation)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, ownerOnly);
            await account.OwnAsync(folder, cancellation);
        }
        var owner = await Posix.OwnerAsync(folder, cancellation);
        // Root may have made the folder and been killed before handing it over.
        if (owner?.Id == 0 && account.UserId != 0 && Environment.IsPrivilegedProcess)
            await account.OwnAsync(folder, cancellation);
        else if (owner?.Id != account.UserId)
            throw new SetupException(ExitCode.NotAllowed, $"The socket's folder {folder} belongs to {owner?.Name}: remove it or choose another folder with --data.");
        File.SetUnixFileMode(folder, ownerOnly);
        Clear(folder);
    }

    /// <summary>Takes a dead server's socket away; only the holder of the data folder calls it, and only while no server runs.</summary>
    public static void Clear(string folder)
    {
        File.Delete(Path.Combine(folder, SocketName));
        File.Delete(Path.Combine(folder, SocketName + ".lock"));
    }
}
