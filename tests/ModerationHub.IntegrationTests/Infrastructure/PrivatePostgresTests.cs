using System.Diagnostics;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Postgres;
using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

public sealed class PrivatePostgresTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub test ");
    readonly List<string> reports = [];
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;
    PrivatePostgresOptions Options => new(folder.FullName) { Durable = false, Port = 4711, Report = Note };
    string PidFile => Path.Combine(folder.FullName, "pg", "postmaster.pid");

    void Note(string line)
    {
        lock (reports)
            reports.Add(line);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Data_survives_a_stop_and_a_start()
    {
        await using (var first = await PrivatePostgres.StartAsync(Options, Cancellation))
            await ExecuteAsync(first.MigratorConnectionString, "create table kept as select 7 as n");
        Assert.False(File.Exists(PidFile));
        await using var second = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal(7, await ExecuteAsync(second.MigratorConnectionString, "select n from kept"));
        Assert.Empty(reports);
    }

    [Fact]
    public async Task The_host_role_is_no_superuser_and_the_server_listens_on_no_port()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal("off", await ExecuteAsync(postgres.RuntimeConnectionString, "show is_superuser"));
        Assert.Equal("", await ExecuteAsync(postgres.RuntimeConnectionString, "show listen_addresses"));
        Assert.Equal("UTF8", await ExecuteAsync(postgres.RuntimeConnectionString, "show server_encoding"));
    }

    [Fact]
    public async Task A_second_instance_is_told_who_holds_the_folder()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancellation);
        var refused = await Assert.ThrowsAsync<SetupException>(() => PrivatePostgres.StartAsync(Options, Cancellation));
        Assert.Equal(ExitCode.InUse, refused.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}, port 4711", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_joins_the_running_server_and_leaves_it_up()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancellation);
        await using (var joined = await PrivatePostgres.JoinOrStartAsync(Options, Cancellation))
            Assert.Equal(1, await ExecuteAsync(joined.RuntimeConnectionString, "select 1"));
        Assert.Equal(1, await ExecuteAsync(postgres.RuntimeConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_what_was_committed()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options with { Durable = true }, Cancellation);
        await ExecuteAsync(postgres.MigratorConnectionString, "create table kept as select 7 as n");
        var killed = postgres.ProcessId;
        using (var process = Process.GetProcessById(killed))
            process.Kill();
        Assert.Equal(7, await UntilAnsweredAsync(postgres.MigratorConnectionString, "select n from kept"));
        Assert.NotEqual(killed, postgres.ProcessId);
        Assert.Contains(reports, r => r.Contains("is started again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_number_left_behind_that_another_process_has_by_now_does_not_hinder_a_start()
    {
        await using (var first = await PrivatePostgres.StartAsync(Options, Cancellation))
            await ExecuteAsync(first.MigratorConnectionString, "create table kept as select 7 as n");
        // This process is alive and is no server of the folder.
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n{folder.FullName}/pg\n1\n5432\n\n\n", Cancellation);
        File.SetUnixFileMode(PidFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        await using var second = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal(7, await ExecuteAsync(second.MigratorConnectionString, "select n from kept"));
    }

    [Fact]
    public async Task A_number_that_was_never_written_does_not_hinder_a_start()
    {
        await using (var first = await PrivatePostgres.StartAsync(Options, Cancellation))
            await ExecuteAsync(first.MigratorConnectionString, "create table kept as select 7 as n");
        await File.WriteAllTextAsync(PidFile, "", Cancellation);
        await using var second = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal(7, await ExecuteAsync(second.MigratorConnectionString, "select n from kept"));
    }

    [Fact]
    public async Task An_initdb_that_was_killed_leaves_nothing_that_is_taken_for_data()
    {
        var draft = folder.CreateSubdirectory("pg.new");
        await File.WriteAllTextAsync(Path.Combine(draft.FullName, "PG_VERSION"), "15\n", Cancellation);
        await using var postgres = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal(1, await ExecuteAsync(postgres.RuntimeConnectionString, "select 1"));
        Assert.False(draft.Exists && Directory.Exists(draft.FullName));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_works()
    {
        var deep = folder.CreateSubdirectory(string.Join('/', Enumerable.Repeat("a folder with a long name", 6)));
        await using var postgres = await PrivatePostgres.StartAsync(new(deep.FullName) { Durable = false }, Cancellation);
        Assert.Equal(1, await ExecuteAsync(postgres.RuntimeConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_and_lets_go_of_the_folder()
    {
        await using (await PrivatePostgres.StartAsync(Options, Cancellation))
            Assert.True(File.Exists(PidFile));
        var control = Path.Combine(folder.FullName, "pg", "global", "pg_control");
        File.Move(control, control + ".away");
        var refused = await Assert.ThrowsAsync<SetupException>(() => PrivatePostgres.StartAsync(Options, Cancellation));
        Assert.Contains("pg_control", refused.Message, StringComparison.Ordinal);
        File.Move(control + ".away", control);
        await using var again = await PrivatePostgres.StartAsync(Options, Cancellation);
        Assert.Equal(1, await ExecuteAsync(again.RuntimeConnectionString, "select 1"));
    }

    static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    static async Task<object?> UntilAnsweredAsync(string connectionString, string sql)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return await ExecuteAsync(connectionString, sql);
            }
            catch (NpgsqlException) when (!limit.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }
}
