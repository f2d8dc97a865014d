using Npgsql;

namespace ModerationHub.IntegrationTests.Infrastructure;

public sealed class TestClusterTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clones_do_not_see_each_others_changes()
    {
        await using var one = await cluster.CreateDatabaseAsync(Cancellation);
        await using var other = await cluster.CreateDatabaseAsync(Cancellation);
        await using var source = NpgsqlDataSource.Create(one.OwnerConnectionString);
        await using (var create = source.CreateCommand("create table only_here (n int)"))
            await create.ExecuteNonQueryAsync(Cancellation);
        await using var otherSource = NpgsqlDataSource.Create(other.OwnerConnectionString);
        await using var look = otherSource.CreateCommand("select to_regclass('only_here') is null");
        Assert.Equal(true, await look.ExecuteScalarAsync(Cancellation));
    }
}
