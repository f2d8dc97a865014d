using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using ModerationHub.Data;

namespace ModerationHub.Migrations;

/// <summary>Lets `dotnet ef migrations add` run with this project alone; it never connects.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ModerationDbContext>
{
    public ModerationDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ModerationDbContext>().UseHubMigrations("Host=design-time-only").Options);
}
