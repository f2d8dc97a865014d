using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.Infrastructure.Security.ApiKeys;
using Npgsql;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class ApiKeyTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Fact]
    public async Task Without_a_valid_key_nothing_is_taken()
    {
        var issued = await Hub.IssueAsync("intake");
        var otherSecret = ApiKeyToken.New(issued.Id).ToString();
        foreach (var key in new[] { "", "x", "hub_", otherSecret, issued.Key[..^1], issued.Key + "A", ApiKeyToken.New(Guid.CreateVersion7()).ToString() })
        {
            var answer = await SendWithAsync(key);
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json", "key_required"), (answer.Status, answer.Type, answer.Code));
        }
        Hub.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await Hub.SendAsync("posts", Post("p1"))).Status);
        Assert.Equal(0, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task A_key_opens_only_what_its_scopes_name()
    {
        var read = await Hub.IssueAsync("read");
        var refused = await SendWithAsync(read.Key);
        Assert.Equal((HttpStatusCode.Forbidden, "application/problem+json", "scope_missing"), (refused.Status, refused.Type, refused.Code));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/test/read") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", read.Key) } };
        using var allowed = await Hub.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task The_platform_comes_from_the_key()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        Assert.Equal(HttpStatusCode.Accepted, (await SendWithAsync(other.Key)).Status);
        Assert.Equal(1, (await Hub.SendAsync("posts", Post("p1")))["accepted"]);
        Assert.Equal("7,8", await Hub.ScalarAsync<string>("select string_agg(platform_id::text, ',' order by platform_id) from posts where id = 'p1'"));
        Assert.Equal("7,8", await Hub.ScalarAsync<string>("select string_agg(platform_id::text, ',' order by platform_id) from accounts"));
    }

    [Fact]
    public async Task A_revoked_key_stops_here_at_once_and_on_other_hosts_within_seconds()
    {
        var key = await Hub.IssueAsync("intake");
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var other = await IntakeHost.StartAsync(Database, time);
        Assert.Equal(HttpStatusCode.Accepted, (await SendWithAsync(key.Key)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await SendWithAsync(key.Key, other)).Status);
        await Hub.RevokeAsync(key.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendWithAsync(key.Key)).Status);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendWithAsync(key.Key, other)).Status);
    }

    [Fact]
    public async Task A_revoked_key_ends_the_connections_that_it_holds_open()
    {
        var (key, other) = (await Hub.IssueAsync("read"), await Hub.IssueAsync("read"));
        List<Guid> ended = [];
        using var sessions = ActivatorUtilities.CreateInstance<SessionRegistry>(Hub.Services, new PeopleDirectory(Hub.Services.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System));
        foreach (var holder in new[] { key.Id, other.Id })
            sessions.Register(holder, null, () => ended.Add(holder));
        await Hub.RevokeAsync(key.Id);
        Assert.Equal([key.Id], ended);
    }

    [Fact]
    public async Task The_secret_is_given_once_and_only_its_hash_is_kept()
    {
        var key = await Hub.IssueAsync("intake", "export");
        Assert.Matches("^hub_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$", key.Key);
        Assert.Equal("intake,export", string.Join(',', key.Scopes));
        Assert.True(ApiKeyToken.TryParse(key.Key, out var token));
        Assert.True(token.Matches(await Hub.ScalarAsync<byte[]>("select secret_hash from api_keys where id = $1", key.Id)));
        Assert.Equal(0, await Hub.ScalarAsync<long>("select count(*) from audit_payloads where json::text like '%' || $1 || '%'", token.Secret));
        Assert.Equal(1, await Hub.ScalarAsync<long>("select count(*) from audit_entries where action = 'key.issued' and subject_id = $1", key.Id.ToString()));
    }

    [Fact]
    public async Task Issuing_and_revoking_are_for_those_who_manage_keys()
    {
        var runner = Hub.Services.GetRequiredService<OperationRunner>();
        var lead = new Actor(Guid.CreateVersion7(), "lead", IntakeHost.Platform, Permissions.Of(Role.Lead).ToHashSet());
        await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<IssueApiKey, IssuedApiKey>(lead, (h, t) => h.HandleAsync(new("n", ["read"]), t), Cancellation));
        await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<RevokeApiKey>(lead, (h, t) => h.HandleAsync(new(Guid.CreateVersion7()), t), Cancellation));
        var broken = await Assert.ThrowsAsync<RuleBrokenException>(() => Hub.IssueAsync("read", "everything"));
        Assert.Equal(IssueApiKey.ScopesUnknown, broken.Rule);
        Assert.Equal(RevokeApiKey.Unknown, (await Assert.ThrowsAsync<RuleBrokenException>(() => Hub.RevokeAsync(Guid.CreateVersion7()))).Rule);
    }

    async Task<Answer> SendWithAsync(string key, IntakeHost? hub = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/posts") { Content = new StringContent(IntakeHost.Ndjson(Post("p1")), null, "application/x-ndjson") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var response = await (hub ?? Hub).Http.SendAsync(request, Cancellation);
        return await Answer.OfAsync(response);
    }
}
