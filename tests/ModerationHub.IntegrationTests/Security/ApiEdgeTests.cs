using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Audit;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Shield;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>What a program of the platform meets at the edges of the API.</summary>
[Collection(OnTheRunningHub.Name)]
public sealed class ApiEdgeTests(RunningHub hub)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    static Uri At(string path) => new(path, UriKind.Relative);

    [Fact]
    public async Task The_audit_export_is_whole_lines_that_follow_each_other()
    {
        // A key is issued on the record, and signing in is too.
        using var client = hub.Bearer(await hub.KeyAsync("export"));
        using var lead = await hub.SignInAsync("lead");
        foreach (var (who, path) in new[] { (client, "/api/v1/audit"), (lead, "/audit/export") })
        {
            var text = await who.GetStringAsync(At(path), Cancellation);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            var lines = text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.True(lines.Count > 1);
            for (var i = 1; i < lines.Count; i++)
            {
                Assert.Equal(lines[i - 1].GetProperty("seq").GetInt64() + 1, lines[i].GetProperty("seq").GetInt64());
                Assert.Equal(lines[i - 1].GetProperty("hash").GetString(), lines[i].GetProperty("previous_hash").GetString());
            }
        }
    }

    /// <summary>As the list was recorded before its entries had a subject of their own.</summary>
    sealed class FormerShield(Operation op)
    {
        public Task HandleAsync(string account)
        {
            op.Audit("shield.added", "account", account, new { kind = "press", reason = "Writes for the harbour gazette" });
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Who_is_protected_never_leaves_with_an_export_and_the_chain_can_be_checked_all_the_same()
    {
        var (account, former) = (await hub.SendAccountAsync(), "formervoice77");
        await using var services = hub.Services(s => s.AddShield().AddScoped<FormerShield>());
        var runner = services.GetRequiredService<OperationRunner>();
        var person = new Actor(Guid.CreateVersion7(), "Heron", DemoPlatform.Id, Permissions.Of(Role.Lead).ToHashSet()) { Role = Role.Lead };
        await runner.RunAsync<FormerShield>(person, (shield, _) => shield.HandleAsync(former), Cancellation);
        await runner.RunAsync<ShieldAccount>(person, (add, token) => add.HandleAsync(new(account, ShieldKind.Press, "Writes for the harbour gazette", TimeProvider.System.GetUtcNow().AddDays(20)), token), Cancellation);
        await runner.RunAsync<ReadShield, AccountShield>(person, (read, token) => read.HandleAsync(new(account), token), Cancellation);
        await runner.RunAsync<UnshieldAccount>(person, (remove, token) => remove.HandleAsync(new(account, "Left the harbour gazette"), token), Cancellation);
        await services.GetRequiredService<SealReads>().RunAsync(Cancellation);

        using var client = hub.Bearer(await hub.KeyAsync("export"));
        using var lead = await hub.SignInAsync("lead");
        foreach (var (who, path) in new[] { (client, "/api/v1/audit"), (lead, "/audit/export") })
        {
            var text = await who.GetStringAsync(At(path), Cancellation);
            foreach (var secret in new[] { account, former, "harbour gazette", "\"press\"" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            var lines = text.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<AuditLine>(line, Operation.Json)!).ToList();
            Assert.Equal(["shield.added", "shield.added", "shield.removed"], lines.Where(l => l.Withheld).Select(l => l.Action));
            Assert.Null(Assert.Single(lines, l => l.PayloadDigest is null).SubjectId);
            foreach (var l in lines.Where(l => l.PayloadDigest is not null))
                Assert.Equal(l.Hash, Convert.ToHexStringLower(AuditChain.Hash(DemoPlatform.Id, l.Seq, l.At, l.ActorId, l.Actor, l.Action, l.SubjectKind, l.SubjectId!, l.CaseId, l.CorrelationId,
                    Convert.FromHexString(l.PayloadDigest!), Convert.FromHexString(l.PreviousHash))));
        }
        var report = await services.GetRequiredService<AuditVerifier>().VerifyAsync(DemoPlatform.Id, [], Cancellation);
        Assert.Null(report.Broken);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/cases/not-an-id", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/v1/posts", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/decisions", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/cases?queue=%00", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/cases?queue=nowhere", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/cases?state=%00", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/cases?cursor=%00", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/decisions?cursor=%00", HttpStatusCode.BadRequest)]
    public async Task A_call_that_does_not_exist_or_asks_for_what_cannot_be_is_told_so(string method, string path, HttpStatusCode status)
    {
        using var client = hub.Bearer(await hub.KeyAsync("read"));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("status").GetInt32());
        if (status == HttpStatusCode.MethodNotAllowed)
            Assert.NotEmpty(answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("read", "/api/v1/cases")]
    [InlineData("read", "/api/v1/decisions")]
    [InlineData("export", "/api/v1/audit")]
    public async Task What_can_be_read_can_be_asked_for_its_head(string scope, string path)
    {
        using var client = hub.Bearer(await hub.KeyAsync(scope));
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_range_of_the_audit_without_a_moment_in_it_is_empty_and_a_plus_may_come_unescaped()
    {
        using var client = hub.Bearer(await hub.KeyAsync("export"));
        Assert.Empty(await client.GetStringAsync(At("/api/v1/audit?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"), Cancellation));
        Assert.Empty(await client.GetStringAsync(At("/api/v1/audit?from=2026-01-01T01:00:00+01:00&to=2026-01-01T00:00:00+00:00"), Cancellation));
        using var answer = await client.GetAsync(At("/api/v1/audit?from=2026-01-01T00:00:00+00:00&to=2026-01-01T01:00:00+02:00"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_shows_a_page_to_whoever_is_signed_in()
    {
        using var moderator = await hub.SignInAsync("moderator");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no/such/page") { Headers = { { "Accept", "text/html" } } };
        using var answer = await moderator.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.StartsWith("<!DOCTYPE html>", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
