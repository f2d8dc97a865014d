using ModerationHub.Infrastructure.CommandLine;

namespace ModerationHub.Infrastructure.Postgres;

/// <summary>
/// The user that the server runs as. PostgreSQL refuses root, so root steps down to the user `postgres` (or `nobody`);
/// an ordinary user starts it as himself.
/// </summary>
sealed record ServerAccount(int UserId, string? StepDownTo, string? Group, bool ReadsAnyFolder, bool HasSetpriv)
{
    public static async Task<ServerAccount> ChooseAsync(CancellationToken cancellation)
    {
        var hasSetpriv = (await Posix.RunAsync(["setpriv", "--version"], cancellation)).ExitCode == 0;
        if (!Environment.IsPrivilegedProcess)
            return new(await Posix.CurrentUserAsync(cancellation), null, null, false, hasSetpriv);
        if (!hasSetpriv)
            throw new SetupException(ExitCode.NotConfigured,
                "PostgreSQL does not run as root and `setpriv` (package util-linux) is missing: install it, or run as an ordinary user.");
        foreach (var (user, group) in (ReadOnlySpan<(string, string)>)[("postgres", "postgres"), ("nobody", "nogroup")])
            if (UserIdOf(user) is { } id)
                return new(id, user, group, false, true);
        throw new SetupException(ExitCode.NotConfigured,
            "PostgreSQL does not run as root and there is neither a user `postgres` nor `nobody`: run as an ordinary user.");
    }

    /// <summary>
    /// A folder below one that only root may enter (/root, mode 700) is out of the server's reach. It gets the one
    /// capability that lets it pass such folders, and only then.
    /// </summary>
    public async Task<ServerAccount> ReachingAsync(string folder, CancellationToken cancellation)
    {
        if (StepDownTo is null || await Reaches(this, folder, cancellation))
            return this;
        var capable = this with { ReadsAnyFolder = true };
        return await Reaches(capable, folder, cancellation) ? capable : throw new SetupException(ExitCode.NotAllowed,
            $"The user {StepDownTo}, as which PostgreSQL runs, cannot enter {folder}: choose another folder with --data.");
    }

    // Not `test -x`: access(2) leaves capabilities out of account.
    static async Task<bool> Reaches(ServerAccount account, string folder, CancellationToken cancellation) =>
        (await Posix.RunAsync([.. account.StepDown(), "stat", Path.Combine(folder, ".")], cancellation)).ExitCode == 0;

    /// <summary>The words to put before a command that runs as the server's user.</summary>
    public IReadOnlyList<string> StepDown() => (StepDownTo, ReadsAnyFolder) switch
    {
        (null, _) => [],
        (_, false) => ["setpriv", $"--reuid={StepDownTo}", $"--regid={Group}", "--clear-groups"],
        _ => ["setpriv", $"--reuid={StepDownTo}", $"--regid={Group}", "--clear-groups",
            "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
    };

    /// <summary>The same for the server itself, which is to end with the thread that started it.</summary>
    public IReadOnlyList<string> StepDownForLife() => (StepDownTo, HasSetpriv) switch
    {
        (null, false) => [],
        (null, true) => ["setpriv", "--pdeathsig=INT"],
        _ => [.. StepDown(), "--pdeathsig=INT"],
    };

    /// <summary>Gives a folder to the server's user.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellation)
    {
        if (StepDownTo is null)
            return;
        var (exit, output) = await Posix.RunAsync(["chown", $"{StepDownTo}:{Group}", folder], cancellation);
        if (exit != 0)
            throw new SetupException(ExitCode.NotAllowed, $"{folder} cannot be given to the user {StepDownTo}: {output}");
    }

    static int? UserIdOf(string user) => File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
        .Where(fields => fields.Length > 2 && fields[0] == user && int.TryParse(fields[2], out _))
        .Select(fields => (int?)int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
