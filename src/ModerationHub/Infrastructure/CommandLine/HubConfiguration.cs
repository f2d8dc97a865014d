namespace ModerationHub.Infrastructure.CommandLine;

/// <summary>The configuration as far as it is needed before the host is built: which database, which address.</summary>
public static class HubConfiguration
{
    public static IConfiguration Read(string[] arguments) => new ConfigurationBuilder()
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables("ASPNETCORE_")
        .AddEnvironmentVariables()
        .AddCommandLine(arguments)
        .Build();

    public static string? Hub(this IConfiguration configuration) => NotEmpty(configuration.GetConnectionString("Hub"));

    public static string? HubMigrator(this IConfiguration configuration) =>
        NotEmpty(configuration.GetConnectionString("HubMigrator")) ?? configuration.Hub();

    static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
