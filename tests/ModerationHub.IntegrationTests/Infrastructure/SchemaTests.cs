using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using ModerationHub.Data;
using ModerationHub.Migrations;
using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

/// <summary>Each constraint and index has a name that somebody chose, and a platform's rows can lie together: its id leads every key.</summary>
public sealed class SchemaTests(TestCluster cluster)
{
    const string People = "people work on several platforms";
    const string Alone = "belongs to the installation, and to no platform";

    /// <summary>Keys that no platform leads. A new one has no place here without a reason.</summary>
    static readonly Dictionary<string, string> WithoutPlatform = new(StringComparer.Ordinal)
    {
        ["pk_platforms"] = "the platforms themselves",
        ["ux_platforms_key"] = "the platforms themselves",
        ["pk_users"] = People,
        ["ux_users_normalized_user_name"] = People,
        ["ux_users_normalized_email"] = People,
        ["ux_users_pseudonym"] = People,
        ["pk_user_claims"] = People,
        ["fk_user_claims_users"] = People,
        ["pk_user_logins"] = People,
        ["fk_user_logins_users"] = People,
        ["pk_user_tokens"] = People,
        ["fk_user_tokens_users"] = People,
        ["fk_memberships_users"] = People,
        ["pk_setup_links"] = "the first administrator is of no platform yet",
        ["pk_data_protection_keys"] = Alone,
        ["pk_migrations_history"] = Alone,
    };

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    /// <param name="Kind">As its name begins.</param>
    /// <param name="LedByPlatform">Of a foreign key: on both sides.</param>
    sealed record Named(string Table, string Name, string Kind, bool LedByPlatform)
    {
        public bool IsKey => Kind is "pk" or "fk" or "ak" or "ux";
        public bool IsNamedByRule => Name.StartsWith($"{Kind}_{Table}_", StringComparison.Ordinal) || (Kind == "pk" && Name == $"pk_{Table}");
    }

    [Fact]
    public void In_the_model_names_are_chosen_and_platforms_lead() => Check([.. OfModel()]);

    [Fact]
    public async Task In_the_migrated_database_names_are_chosen_and_platforms_lead() => Check(await OfDatabaseAsync());

    [Fact]
    public async Task The_migrations_make_what_the_model_says()
    {
        using var db = Model();
        Assert.False(db.Database.HasPendingModelChanges());
        // Of what hand-written SQL makes besides, the model knows nothing; what it knows must be there.
        Assert.Empty(OfModel().Except(await OfDatabaseAsync()));
    }

    static void Check(IReadOnlyCollection<Named> all)
    {
        Assert.True(all.Count > 150);
        Assert.DoesNotContain(all, n => !n.IsNamedByRule);
        Assert.Equal(WithoutPlatform.Keys.Intersect(all.Select(n => n.Name)).Order(StringComparer.Ordinal),
            all.Where(n => n.IsKey && !n.LedByPlatform).Select(n => n.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_key_that_no_platform_leads_is_still_there() =>
        Assert.Empty(WithoutPlatform.Keys.Except((await OfDatabaseAsync()).Select(n => n.Name), StringComparer.Ordinal));

    static ModerationDbContext Model() => new(new DbContextOptionsBuilder<ModerationDbContext>().UseHubMigrations("Host=design-time-only").Options);

    static IEnumerable<Named> OfModel()
    {
        using var db = Model();
        foreach (var entity in db.GetService<IDesignTimeModel>().Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            foreach (var key in entity.GetKeys())
                yield return new(table, key.GetName()!, key.IsPrimaryKey() ? "pk" : "ak", Leads(key.Properties));
            foreach (var key in entity.GetForeignKeys())
                yield return new(table, key.GetConstraintName()!, "fk", Leads(key.Properties) && Leads(key.PrincipalKey.Properties));
            foreach (var index in entity.GetIndexes())
                yield return new(table, index.GetDatabaseName()!, index.IsUnique ? "ux" : "ix", Leads(index.Properties));
            foreach (var check in entity.GetCheckConstraints())
                yield return new(table, check.Name!, "ck", false);
        }

        static bool Leads(IReadOnlyList<IReadOnlyProperty> properties) => properties[0].Name == nameof(ModerationDbContext.PlatformId);
    }

    /// <summary>Without partitions, whose keys follow their parents' and which PostgreSQL names, and without Hangfire's, which lie in a schema of their own.</summary>
    async Task<IReadOnlyCollection<Named>> OfDatabaseAsync()
    {
        await using var database = await cluster.CreateDatabaseAsync(Cancellation);
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = source.CreateCommand("""
            with columns as (select attrelid, attnum from pg_attribute where attname = 'platform_id')
            select c.relname::text, k.conname::text, case k.contype when 'p' then 'pk' when 'u' then 'ak' when 'f' then 'fk' when 'c' then 'ck' else 'ex' end,
                k.contype <> 'c' and (k.conrelid, k.conkey[1]) in (select attrelid, attnum from columns)
                    and (k.contype <> 'f' or (k.confrelid, k.confkey[1]) in (select attrelid, attnum from columns))
            from pg_constraint k join pg_class c on c.oid = k.conrelid
            where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'c', 'x') and not c.relispartition
            union all
            select c.relname::text, x.relname::text, case when i.indisunique then 'ux' else 'ix' end, (i.indrelid, i.indkey[0]) in (select attrelid, attnum from columns)
            from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
            where c.relnamespace = 'public'::regnamespace and not c.relispartition and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<Named> all = [];
        while (await reader.ReadAsync(Cancellation))
            all.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        return all;
    }
}
