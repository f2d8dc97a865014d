using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Postgres;

namespace ModerationHub.Tests.Infrastructure;

public sealed class PostgresBinariesTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18beta1", 18)]
    [InlineData("postgres (PostgreSQL) 9.6.24", 9)]
    [InlineData("something else", null)]
    public void The_version_is_read_from_what_the_server_prints(string line, int? major) =>
        Assert.Equal(major, PostgresBinaries.MajorOf(line));

    [Fact]
    public void A_named_folder_without_the_programs_is_named_back()
    {
        var wrong = Assert.Throws<SetupException>(() => PostgresBinaries.Choose([], null, "/opt/elsewhere"));
        Assert.Equal(ExitCode.NotConfigured, wrong.ExitCode);
        Assert.StartsWith("HUB_PG_BIN names /opt/elsewhere", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_is_one_sentence_with_three_remedies()
    {
        var missing = Assert.Throws<SetupException>(() => PostgresBinaries.Choose([], null));
        Assert.Equal(78, missing.ExitCode);
        Assert.All(["apt-get install -y postgresql", "HUB_PG_BIN", "ConnectionStrings__Hub"], remedy => Assert.Contains(remedy, missing.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', missing.Message);
    }

    [Fact]
    public void An_old_version_is_refused_by_its_number()
    {
        var old = Assert.Throws<SetupException>(() => PostgresBinaries.Choose([new("/a", 13), new("/b", 14)], null));
        Assert.Equal(78, old.ExitCode);
        Assert.StartsWith("PostgreSQL 14 is too old, 15 or later", old.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_new_enough_version_is_taken() =>
        Assert.Equal("/b", PostgresBinaries.Choose([new("/a", 14), new("/b", 17), new("/c", 15)], null).Folder);

    [Fact]
    public void Data_is_opened_by_the_version_that_made_it() =>
        Assert.Equal("/c", PostgresBinaries.Choose([new("/b", 17), new("/c", 15)], 15).Folder);

    [Fact]
    public void Data_of_a_version_that_is_gone_is_refused() =>
        Assert.Contains("postgresql-15", Assert.Throws<SetupException>(() => PostgresBinaries.Choose([new("/b", 17)], 15)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_named_folder_is_the_only_candidate() =>
        Assert.Equal(["/named"], PostgresBinaries.Candidates("/named", "/usr/lib/postgresql", "/bin:/usr/bin"));

    [Fact]
    public void Newer_packaged_versions_come_before_older_ones_and_the_path()
    {
        var debian = Directory.CreateTempSubdirectory("hub-versions-");
        try
        {
            debian.CreateSubdirectory("9");
            debian.CreateSubdirectory("15");
            debian.CreateSubdirectory("17");
            debian.CreateSubdirectory("not-a-version");
            var root = debian.FullName;
            Assert.Equal([$"{root}/17/bin", $"{root}/15/bin", $"{root}/9/bin", "/bin"], PostgresBinaries.Candidates(null, root, "/bin"));
        }
        finally
        {
            debian.Delete(recursive: true);
        }
    }
}
