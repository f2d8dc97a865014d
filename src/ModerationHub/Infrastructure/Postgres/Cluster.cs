using System.Globalization;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>The data of one PostgreSQL cluster: made once, then only checked.</summary>
sealed record Cluster(string Folder)
{
    public static Cluster In(string dataFolder) => new(Path.Combine(dataFolder, "pg"));

    public int? Major => File.Exists(Path.Combine(Folder, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(Folder, "PG_VERSION")), CultureInfo.InvariantCulture)
        : null;

    public async Task EnsureOwnerAsync(ServerAccount account, CancellationToken cancellation)
    {
        if (await Posix.OwnerAsync(Folder, cancellation) is { } owner && owner.Id != account.UserId)
            throw new SetupException(ExitCode.NotAllowed,
                $"The data in {Folder} belongs to the user {owner.Name}: run as the user who made it or choose another folder with --data.");
    }

    /// <summary>Made in a folder beside and renamed when complete: a killed initdb leaves nothing that looks like a cluster.</summary>
    public async Task CreateAsync(PostgresBinaries binaries, ServerAccount account, bool durable, CancellationToken cancellation)
    {
        var draft = Folder + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await account.OwnAsync(draft, cancellation);
        account = await account.ReachingAsync(draft, cancellation);
        // Bytes compare as C.UTF-8 does, without a call of the C library for each comparison.
        string[] initDb = [binaries.InitDb, "-D", draft, "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--lc-collate=C"];
        var (exit, output) = await Posix.RunAsync([.. account.StepDown(), .. initDb, .. durable ? [] : new[] { "--no-sync" }], cancellation);
        if (exit != 0)
            throw new SetupException(ExitCode.Unavailable, $"PostgreSQL's initdb failed in {draft}: {output}");
        Directory.Move(draft, Folder);
    }

    /// <summary>Ends a server that outlived its host, and waits for one that is just going down after it.</summary>
    public async Task EndOrphanAsync(Action<string> report, CancellationToken cancellation)
    {
        if (PidFile.OrphanOf(Folder) is not { } orphan)
            return;
        report($"A PostgreSQL of an earlier run (process {orphan}) is still there and is stopped first.");
        Posix.Signal(orphan, Posix.Interrupt);
        while (PidFile.OrphanOf(Folder) is not null)
            await Task.Delay(20, cancellation);
    }
}
