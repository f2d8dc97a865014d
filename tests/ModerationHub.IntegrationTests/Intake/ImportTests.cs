using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Intake.Import;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Security;
using Spectre.Console;

namespace ModerationHub.IntegrationTests.Intake;

/// <summary>`hub import` into the real program, of files with the columns that collections of accounts and posts have.</summary>
[Collection(OnTheRunningHub.Name)]
public sealed class ImportTests(RunningHub hub) : IDisposable
{
    const int People = 40, PostsEach = 8, All = People * PostsEach;

    static readonly string[] Given = ["Ada", "Bela", "Carin", "Dilan", "Edda", "Farid", "Goran", "Hana"], Named = ["Alder", "Birch", "Cedar", "Elm", "Hazel"];
    static readonly string[] Things = ["bread", "ferries", "my bicycle", "the library", "old maps", "rain", "the market", "choir practice"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-import-");

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    static string Id(int person) => $"im{Given[person % 8].ToUpperInvariant()}{person:x4}";

    static string Handle(int person) => $"{Named[person / 8]}Reads{Given[person % 8]}";

    [Fact]
    public async Task Accounts_and_their_posts_are_taken_once_known_the_second_time_and_found()
    {
        var accounts = string.Concat(Enumerable.Range(0, People).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Id(i)},{Handle(i)},{100 + 7 * i},{40 + i},{PostsEach * 3},{PostsEach}\n"))
            .Prepend("account_id,handle,followers,following,posts_total,posts_in_set\n"));
        var posts = string.Concat(Enumerable.Range(0, All).Select(i => string.Create(CultureInfo.InvariantCulture,
                $"im{i:d6},{Id(i % People)},{new DateTime(2016, 2, 1).AddMinutes(97 * i):yyyy-MM-dd HH:mm:ss},en,{(i % 9 == 0 ? 1 : 0)},{(i % 3 == 0 ? "reading" : "")},,\"Page {i}, {Things[i * 5 % 8]} and {Things[i * 3 % 7]}: \"\"worth it\"\", says {Given[i % 8]}\"\n"))
            .Prepend("post_id,account_id,created_at,lang,is_repost,hashtags,urls,text\n"));

        Assert.Contains($"{People} accepted, 0 updated, 0 duplicates, 0 rejected", await ImportAsync(ImportKind.Accounts, accounts), StringComparison.Ordinal);
        Assert.Contains($"{All} accepted, 0 updated, 0 duplicates, 0 rejected", await ImportAsync(ImportKind.Posts, posts), StringComparison.Ordinal);
        Assert.Contains($"0 accepted, {People} updated, 0 duplicates, 0 rejected", await ImportAsync(ImportKind.Accounts, accounts), StringComparison.Ordinal);
        Assert.Contains($"0 accepted, 0 updated, {All} duplicates, 0 rejected", await ImportAsync(ImportKind.Posts, posts), StringComparison.Ordinal);

        await using var services = hub.Services(s => s.AddScoped<SearchAccounts>());
        var runner = services.GetRequiredService<OperationRunner>();
        var moderator = new Actor(Guid.CreateVersion7(), "Wren", DemoPlatform.Id, Permissions.Of(Role.Moderator).ToHashSet()) { Role = Role.Moderator };
        var found = await runner.RunAsync<SearchAccounts, AccountHits>(moderator, (search, token) => search.HandleAsync(new(Handle(17).ToLowerInvariant()), token), Cancellation);
        var hit = Assert.Single(found.Hits);
        Assert.Equal((Id(17), Handle(17), 100 + 7 * 17), (hit.Id, hit.Handle, hit.Followers));
    }

    /// <returns>The summary.</returns>
    async Task<string> ImportAsync(ImportKind kind, string rows)
    {
        var path = Path.Combine(_folder.FullName, $"{kind.Name}.csv");
        await File.WriteAllTextAsync(path, rows, Cancellation);
        await using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        using var client = new IntakeClient(hub.Address, await hub.KeyAsync("intake"), TimeProvider.System);
        Assert.Equal(ExitCode.Done, await ImportCommand.RunAsync(path, kind, new Dictionary<string, string>(), client, console, output, Cancellation));
        return output.ToString();
    }
}
