using ModerationHub.Features.Audit;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Health;

return await HubCommands.RunAsync(args, static async (settings, stopping) =>
{
    await SchemaSetup.EnsureAsync(settings, stopping);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = settings.ConfigurationArguments,
        ContentRootPath = settings.ContentRoot,
    });
    builder.WebHost.UseUrls(settings.Urls);
    builder.Services.AddSingleton(settings);
    builder.Services.AddHubData(settings.ConnectionString);
    builder.Services.AddAudit();
    builder.Services.AddLive();
    builder.Services.AddHubHangfire();
    builder.Services.AddHealth();

    await using var app = builder.Build();
    app.MapHealth();

    app.Services.RegisterRecurringWork();
    await app.StartAsync(stopping);
    await app.Services.WaitUntilReadyAsync(stopping);
    Console.WriteLine($"Moderation Hub is ready at {settings.Address}");
    await app.WaitForShutdownAsync(stopping);
    return ExitCode.Done;
});
