using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Live;
using ModerationHub.Features.Media;
using ModerationHub.Infrastructure.Api;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Intake;

/// <summary>The intake half of the host over real HTTP, without scoring: what intake leaves for it can be looked at.</summary>
public sealed class IntakeHost : IAsyncDisposable
{
    public const int Platform = 7;
    public const int OtherPlatform = 8;
    readonly WebApplication app;
    readonly NpgsqlDataSource owner;

    IntakeHost(WebApplication app, TestDatabase database)
    {
        this.app = app;
        owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }
    public IServiceProvider Services => app.Services;
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public static async Task<IntakeHost> StartAsync(TestDatabase database, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHubData(database.ConnectionString);
        builder.Services.AddAudit();
        builder.Services.AddSingleton<LiveFeed>();
        builder.Services.AddApi();
        builder.Services.AddApiKeys();
        builder.Services.AddIntake();
        builder.Services.AddMedia();
        if (time is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(time));
        var app = builder.Build();
        app.UseApi();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApi();
        app.MapIntake();
        app.MapMedia();
        app.MapGet("/api/v1/test/broken", IResult () => throw new Domain.RuleBrokenException(RevokeApiKey.Unknown));
        app.MapGet("/api/v1/test/forbidden", IResult () => throw new NotPermittedException(Permission.ManageKeys));
        app.MapGet("/api/v1/test/read", () => "").RequireAuthorization(ApiScopes.ReadPolicy);
        await app.StartAsync(Cancellation);
        var host = new IntakeHost(app, database);
        await host.ExecuteAsync("""
            insert into platforms (id, key, name, created_at, post_retention_days, backlog_limit, last_decision_number, enforcement_alarm_minutes)
            values (7, 'seven', 'Seven', now(), null, 2000000, 0, 30), (8, 'eight', 'Eight', now(), 90, 2000000, 0, 30) on conflict do nothing;
            insert into audit_heads (platform_id, seq, hash) values (7, 0, ''), (8, 0, '') on conflict do nothing
            """);
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await host.IssueAsync("intake")).Key);
        return host;
    }

    public Task<IssuedApiKey> IssueAsync(params string[] scopes) => IssueAsync(Platform, scopes);

    public Task<IssuedApiKey> IssueAsync(int platform, params string[] scopes) => Services.GetRequiredService<OperationRunner>()
        .RunAsync<IssueApiKey, IssuedApiKey>(Actor.Machine(platform), (handler, token) => handler.HandleAsync(new("test key", scopes), token), Cancellation);

    public Task RevokeAsync(Guid id) => Services.GetRequiredService<OperationRunner>()
        .RunAsync<RevokeApiKey>(Actor.Machine(Platform), (handler, token) => handler.HandleAsync(new(id), token), Cancellation);

    /// <summary>Sends objects as NDJSON.</summary>
    public Task<Answer> SendAsync(string call, params object[] rows) => SendTextAsync(call, Ndjson(rows));

    public Task<Answer> SendTextAsync(string call, string body, string type = "application/x-ndjson") => SendBytesAsync(call, Encoding.UTF8.GetBytes(body), type);

    public async Task<Answer> SendBytesAsync(string call, byte[] body, string type = "application/x-ndjson", string? encoding = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{call}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Http.SendAsync(request, Cancellation);
        return await Answer.OfAsync(response);
    }

    public static string Ndjson(params object[] rows) => string.Join('\n', rows.Select(r => JsonSerializer.Serialize(r)));

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from {table}");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await owner.DisposeAsync();
    }
}

public sealed record Answer(HttpStatusCode Status, string? Type, JsonElement Body, string? RetryAfter)
{
    public int this[string member] => Body.GetProperty(member).GetInt32();
    public string Code => Body.GetProperty("code").GetString()!;

    /// <summary>"line:field" of each error.</summary>
    public string Errors => string.Join(' ', Body.GetProperty("errors").EnumerateArray()
        .Select(e => $"{e.GetProperty("line").GetInt32()}:{e.GetProperty("field").GetString()}"));

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);
        var body = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, response.Headers.RetryAfter?.ToString());
    }
}

/// <summary>A database and a host for the tests of one class.</summary>
public sealed class IntakeFixture(TestCluster cluster) : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;
    public IntakeHost Hub { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await cluster.CreateDatabaseAsync(Xunit.TestContext.Current.CancellationToken);
        Hub = await IntakeHost.StartAsync(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Each test begins with empty tables; the audit log alone goes on.</summary>
public abstract class IntakeTests(IntakeFixture fixture) : IClassFixture<IntakeFixture>, IAsyncLifetime
{
    readonly System.Net.Http.Headers.AuthenticationHeaderValue? key = fixture.Hub.Http.DefaultRequestHeaders.Authorization;

    protected TestDatabase Database => fixture.Database;
    protected IntakeHost Hub => fixture.Hub;
    protected static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Hub.ExecuteAsync("""
        delete from appeals; delete from decision_actions; delete from decisions; delete from case_evidence; delete from escalations; delete from cases;
        delete from post_events; delete from erasure_requests; delete from post_chunks; delete from post_signals; delete from posts; delete from post_arrivals;
        delete from orders; delete from reports; delete from reporters; delete from follows; delete from accounts;
        update platforms set backlog_limit = 2000000
        """);

    public ValueTask DisposeAsync()
    {
        Hub.Http.DefaultRequestHeaders.Authorization = key;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A whole and harmless post.</summary>
    protected static object Post(string id, string account = "a1", string at = "2026-03-01T12:00:00Z", string text = "Bread is ready") =>
        new { id, account_id = account, created_at = at, text };
}
