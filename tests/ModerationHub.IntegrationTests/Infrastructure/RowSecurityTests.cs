using System.Globalization;
using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

/// <summary>What the role that the host runs as sees of platforms and may write for them, table by table, on a database that the migrations made.</summary>
public sealed class RowSecurityTests(RowSecurityTests.World world) : IClassFixture<RowSecurityTests.World>
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_table_with_platforms_in_it_has_the_one_policy()
    {
        Assert.True(world.Tables.Count > 50);
        await using var command = world.Owner.CreateCommand("""
            select c.relname || '|' || concat_ws(' ', case when c.relrowsecurity then 'in force' else 'off' end, string_agg(concat_ws(' ', p.permissive, p.cmd, p.roles::text, case when p.qual = p.with_check then 'alike' end), ', '))
                || '|' || coalesce(min(p.qual), '')
            from pg_class c left join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname
            where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) group by c.oid
            """);
        command.Parameters.Add(new() { Value = world.Tables.ToArray() });
        var policies = (await World.RowsAsync(command)).Select(row => row.Split('|')).ToList();
        Assert.Equal(world.Tables.Order(StringComparer.Ordinal), policies.Select(p => p[0]).Order(StringComparer.Ordinal));
        Assert.Empty(policies.Where(p => p[1] != "in force PERMISSIVE ALL {hub_app} alike").Select(p => $"{p[0]}: {p[1]}"));
        Assert.Single(policies.Select(p => p[2]).Distinct());
    }

    [Fact]
    public async Task Rows_of_another_platform_are_not_there_and_without_a_platform_none_are()
    {
        List<string> wrong = [];
        foreach (var table in world.Tables)
            foreach (var (platform, expected) in new[] { ("1", "1"), ("2", "2"), ("*", "1,2"), ("3", ""), ("", ""), (null, "") })
            {
                var seen = await SeenAsync(table, platform);
                if (seen != expected)
                    wrong.Add($"{table} for {platform ?? "nobody"}: {seen}");
            }
        Assert.Empty(wrong);

        async Task<string> SeenAsync(string table, string? platform)
        {
            await using var connection = await world.App.OpenConnectionAsync(Cancellation);
            await using var transaction = await World.BeginAsync(connection, platform);
            await using var command = World.Command(connection, $"select coalesce(string_agg(platform_id::text, ',' order by platform_id), '') from {table}");
            return (string)(await command.ExecuteScalarAsync(Cancellation))!;
        }
    }

    [Fact]
    public async Task Nothing_is_written_for_another_platform()
    {
        List<string> wrong = [];
        foreach (var table in world.Tables)
        {
            foreach (var platform in new[] { "1", null })
                if (await RefusalAsync(platform, world.Insert(table, 2)) is var said && !said.StartsWith("42501: new row violates row-level security policy", StringComparison.Ordinal))
                    wrong.Add($"{table} for {platform ?? "nobody"}: {said}");
            // PostgreSQL takes no COPY from a role that a policy binds.
            if (await CopyRefusalAsync(table) is var copied && !copied.StartsWith("0A000: COPY FROM not supported with row-level security", StringComparison.Ordinal))
                wrong.Add($"{table}, copied: {copied}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_row_moves_to_another_platform() =>
        Assert.StartsWith("42501: new row violates row-level security policy", await RefusalAsync("1", "update posts set platform_id = 2"), StringComparison.Ordinal);

    [Fact]
    public async Task A_partition_is_reached_through_its_parent_alone_whenever_it_was_made()
    {
        await using (var connection = await world.App.OpenConnectionAsync(Cancellation))
        await using (var transaction = await World.BeginAsync(connection, "*"))
        {
            await using var later = new NpgsqlCommand("select ensure_partitions(date '2006-01-01', (now() + interval '12 weeks')::date)", connection, transaction);
            Assert.True((int)(await later.ExecuteScalarAsync(Cancellation))! > 0);
            await transaction.CommitAsync(Cancellation);
        }
        await using var open = world.Owner.CreateCommand("""
            select c.relname::text from pg_class c where c.relispartition and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                and has_table_privilege('hub_app', c.oid, 'select, insert, update, delete, truncate, references, trigger')
            """);
        Assert.Empty(await World.RowsAsync(open));
        Assert.StartsWith("42501: permission denied for table posts_20160101", await RefusalAsync("1", "select * from posts_20160101"), StringComparison.Ordinal);
        Assert.StartsWith("42501: permission denied for table posts_20160101", await CopyRefusalAsync("posts_20160101"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_view_shows_what_a_policy_hides()
    {
        // Views are read with their owner's rights; this one names partitions, and no row.
        await using var views = world.Owner.CreateCommand("select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')");
        Assert.Equal(["post_partitions"], await World.RowsAsync(views));
    }

    async Task<string> RefusalAsync(string? platform, string sql)
    {
        await using var connection = await world.App.OpenConnectionAsync(Cancellation);
        await using var transaction = await World.BeginAsync(connection, platform);
        await using var command = World.Command(connection, sql);
        return (await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Cancellation)))?.Message ?? "let in";
    }

    async Task<string> CopyRefusalAsync(string table)
    {
        await using var connection = await world.App.OpenConnectionAsync(Cancellation);
        await using var transaction = await World.BeginAsync(connection, "1");
        return (await Record.ExceptionAsync(async () => await connection.BeginTextImportAsync($"copy {table} (platform_id) from stdin", Cancellation)))?.Message ?? "let in";
    }

    /// <summary>A database with one row of platform 1 and one of platform 2 in each table that has platforms.</summary>
    public sealed class World(TestCluster cluster) : IAsyncLifetime
    {
        TestDatabase _database = null!;
        readonly Dictionary<string, string[]> _columns = new(StringComparer.Ordinal);

        public NpgsqlDataSource Owner { get; private set; } = null!;

        /// <summary>As the host connects, with no platform set.</summary>
        public NpgsqlDataSource App { get; private set; } = null!;

        public IReadOnlyCollection<string> Tables => _columns.Keys;

        public async ValueTask InitializeAsync()
        {
            _database = await cluster.CreateDatabaseAsync(Cancellation);
            (Owner, App) = (NpgsqlDataSource.Create(_database.OwnerConnectionString), NpgsqlDataSource.Create(_database.ConnectionString));
            // What must be there, as the least of its type: who sees a row does not depend on what is in it.
            await using var query = Owner.CreateCommand("""
                select c.relname || coalesce(string_agg('|' || a.attname || '=' || case
                    when a.atttypid in ('timestamptz'::regtype, 'date'::regtype) then quote_literal('2016-02-05')
                    when a.atttypid = 'uuid'::regtype then quote_literal('00000000-0000-0000-0000-000000000001')
                    when a.atttypid in ('json'::regtype, 'jsonb'::regtype) or t.typcategory = 'A' then quote_literal('{}')
                    when t.typcategory = 'N' then '0'
                    when t.typcategory = 'B' then 'false'
                    else quote_literal('') end, '' order by a.attnum), '')
                from pg_class c
                join pg_attribute p on p.attrelid = c.oid and p.attname = 'platform_id'
                left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attnotnull and not a.attisdropped and not a.atthasdef and a.attidentity = '' and a.attname <> 'platform_id'
                left join pg_type t on t.oid = a.atttypid
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                group by c.relname order by c.relname
                """);
            foreach (var parts in (await RowsAsync(query)).Select(line => line.Split('|')))
                _columns.Add(parts[0], parts[1..]);
            await using var checks = Owner.CreateCommand("""
                select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
                where contype = 'c' and connamespace = 'public'::regnamespace and conislocal
                """);
            foreach (var drop in await RowsAsync(checks))
                await ExecuteAsync(drop);
            foreach (var table in Tables)
                await ExecuteAsync($"set session_replication_role = replica; {Insert(table, 1)}; {Insert(table, 2)}; reset session_replication_role");
        }

        public string Insert(string table, int platform)
        {
            var pairs = _columns[table].Select(pair => pair.Split('=', 2)).ToList();
            return string.Create(CultureInfo.InvariantCulture,
                $"insert into {table} ({string.Join(", ", pairs.Select(p => p[0]).Prepend("platform_id"))}) values ({string.Join(", ", pairs.Select(p => p[1]).Prepend($"{platform}"))})");
        }

        public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string? platform)
        {
            var transaction = await connection.BeginTransactionAsync(Cancellation);
            if (platform is null)
                return transaction;
            await using var set = new NpgsqlCommand("select set_config('hub.platform', $1, true)", connection, transaction) { Parameters = { new() { Value = platform } } };
            await set.ExecuteNonQueryAsync(Cancellation);
            return transaction;
        }

        /// <summary>In the transaction that the connection is in.</summary>
        public static NpgsqlCommand Command(NpgsqlConnection connection, string sql)
        {
#pragma warning disable CA2100 // Every text comes from this file.
            return new(sql, connection);
#pragma warning restore CA2100
        }

        public static async Task<List<string>> RowsAsync(NpgsqlCommand command)
        {
            List<string> rows = [];
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                rows.Add(reader.GetString(0));
            return rows;
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = Owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await Owner.DisposeAsync();
            await App.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
