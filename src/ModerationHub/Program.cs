using ModerationHub.Components;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Alarms;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Learning;
using ModerationHub.Features.Live;
using ModerationHub.Features.Media;
using ModerationHub.Features.Orders;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Team;
using ModerationHub.Features.Team.Account;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Hangfire;
using ModerationHub.Infrastructure.Health;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Infrastructure.Security.ApiKeys;

return await HubCommands.RunAsync(args, static async (settings, stopping) =>
{
    // What an earlier run left there leads nowhere. Beside a database of one's own another host may run from the same folder.
    if (settings.Demo || settings.PrivateDatabase)
        RunFile.Remove(settings.DataFolder);
    await SchemaSetup.EnsureAsync(settings, stopping);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = settings.ConfigurationArguments,
        ContentRootPath = settings.ContentRoot,
    });
    builder.WebHost.UseUrls(settings.Urls);
    builder.Services.AddSingleton(settings);
    builder.Services.AddHubData(settings.ConnectionString);
    builder.Services.AddHubHangfire();
    builder.Services.AddHealth();
    builder.Services.AddTelemetry(builder.Configuration);
    builder.Services.AddHubSecurity(builder.Configuration, settings);
    builder.Services.AddApi();
    builder.Services.AddApiKeys();
    builder.Services.AddAudit();
    builder.Services.AddLive();
    builder.Services.AddIntake();
    builder.Services.AddMedia();
    builder.Services.AddScoring();
    builder.Services.AddCases();
    builder.Services.AddTriage();
    builder.Services.AddEnforcement();
    builder.Services.AddAccounts();
    builder.Services.AddAdministration();
    builder.Services.AddOrders();
    builder.Services.AddPolicies();
    builder.Services.AddBanks();
    builder.Services.AddAlarms();
    builder.Services.AddLearning();
    builder.Services.AddAppeals();
    builder.Services.AddWellbeing();
    builder.Services.AddTeam();
    builder.Services.AddDemo();
    builder.Services.AddConsole();

    await using var app = builder.Build();
    app.UseApi();
    app.UseConsole();
    app.UseHubSecurity();
    app.UseRequestLocalization();
    app.UseAccountLimits();
    app.MapHealth();
    app.MapStaticAssets().AllowAnonymous();
    app.MapApi();
    app.MapIntake();
    app.MapMedia();
    app.MapCases();
    app.MapEnforcement();
    app.MapAudit();
    app.MapLive();
    app.MapTeam();
    app.MapHubHangfire();
    app.MapConsole();

    // A setting that names no language is told now, not when the first post comes.
    _ = app.Services.GetRequiredService<LanguageTeller>();
    var demo = await app.Services.PreparePlatformAsync(stopping);
    await app.StartAsync(stopping);
    // Whoever waits until the hub is ready finds it there.
    if (demo is not null)
        await RunFile.WriteAsync(settings.DataFolder, demo.Url, demo.Key, demo.Password, stopping);
    await app.Services.WaitUntilReadyAsync(stopping);
    Console.WriteLine($"Moderation Hub is ready at {settings.Address}");
    if (await app.Services.GetRequiredService<SetupLinks>().IssueAsync(stopping) is { } setup)
        Console.WriteLine($"Create the first administrator (once, within a day): {settings.Address}{setup}");
    if (demo is not null)
        Console.WriteLine(demo);
    var story = demo is null ? Task.CompletedTask : app.Services.PlayStoryAsync(demo, stopping);
    await app.WaitForShutdownAsync(stopping);
    await story;
    return ExitCode.Done;
});
