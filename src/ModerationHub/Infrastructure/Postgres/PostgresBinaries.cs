using System.Globalization;
using System.Text.RegularExpressions;
using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>Where PostgreSQL's server programs lie on this machine.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int OldestMajor = 15;
    const string DebianFolder = "/usr/lib/postgresql";
    const string Remedies =
        "run `apt-get install -y postgresql`, or name a folder with its programs in HUB_PG_BIN, or name a database in ConnectionStrings__Hub.";

    public string Server => Path.Combine(Folder, "postgres");
    public string InitDb => Path.Combine(Folder, "initdb");

    /// <param name="dataMajor">The version that made the data folder: only its own programs can read it.</param>
    public static async Task<PostgresBinaries> FindAsync(int? dataMajor, CancellationToken cancellation)
    {
        var found = new List<PostgresBinaries>();
        var named = Environment.GetEnvironmentVariable("HUB_PG_BIN");
        foreach (var folder in Candidates(named, DebianFolder, Environment.GetEnvironmentVariable("PATH")))
        {
            if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb")))
                continue;
            var (_, output) = await Posix.RunAsync([Path.Combine(folder, "postgres"), "--version"], cancellation);
            if (MajorOf(output) is { } major)
                found.Add(new(folder, major));
        }
        return Choose(found, dataMajor, named);
    }

    public static PostgresBinaries Choose(IReadOnlyList<PostgresBinaries> found, int? dataMajor, string? named = null)
    {
        if (found.Count == 0 && !string.IsNullOrWhiteSpace(named))
            throw new SetupException(ExitCode.NotConfigured,
                $"HUB_PG_BIN names {named}, but PostgreSQL's server programs (initdb, postgres) are not in it: name the folder that holds them, or unset HUB_PG_BIN.");
        if (found.Count == 0)
            throw new SetupException(ExitCode.NotConfigured, $"PostgreSQL's server programs (initdb, postgres) were not found: {Remedies}");
        if (found.All(f => f.Major < OldestMajor))
            throw new SetupException(ExitCode.NotConfigured,
                $"PostgreSQL {found.Max(f => f.Major)} is too old, {OldestMajor} or later is needed: {Remedies}");
        if (dataMajor is null)
            return found.First(f => f.Major >= OldestMajor);
        return found.FirstOrDefault(f => f.Major == dataMajor) ?? throw new SetupException(ExitCode.NotConfigured,
            $"The data was made by PostgreSQL {dataMajor}, which is not installed (found {string.Join(", ", found.Select(f => f.Major).Distinct())}): " +
            $"install postgresql-{dataMajor}, or name its programs in HUB_PG_BIN, or choose another folder with --data.");
    }

    /// <summary>Folders in the order of choice: the one named, Debian's from the newest version down, those of the path.</summary>
    public static IEnumerable<string> Candidates(string? named, string debian, string? path)
    {
        // A folder that somebody names is meant: another one would hide their mistake.
        if (!string.IsNullOrWhiteSpace(named))
            return [named];
        var packaged = Directory.Exists(debian)
            ? Directory.GetDirectories(debian)
                .Where(d => int.TryParse(Path.GetFileName(d), out _))
                .OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
                .Select(d => Path.Combine(d, "bin"))
            : [];
        return packaged.Concat((path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>15 from "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" and from "18beta1".</summary>
    public static int? MajorOf(string version) =>
        Version().Match(version) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
