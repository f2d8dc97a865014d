using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Health;
using Npgsql;

return await HubCommands.RunAsync(args, static async (settings, stopping) =>
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = settings.ConfigurationArguments,
        ContentRootPath = settings.ContentRoot,
    });
    builder.WebHost.UseUrls(settings.Urls);
    builder.Services.AddSingleton(settings);
    builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(settings.ConnectionString));
    builder.Services.AddHealth();

    await using var app = builder.Build();
    app.MapHealth();

    await app.StartAsync(stopping);
    await app.Services.WaitUntilReadyAsync(stopping);
    Console.WriteLine($"Moderation Hub is ready at {settings.Address}");
    await app.WaitForShutdownAsync(stopping);
    return ExitCode.Done;
});
