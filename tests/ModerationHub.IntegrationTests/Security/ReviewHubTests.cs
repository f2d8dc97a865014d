using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Demo;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>`/hubs/review` as a program of the platform hears it.</summary>
[Collection(OnTheRunningHub.Name)]
public sealed class ReviewHubTests(RunningHub hub)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All that a message may say.</summary>
    static readonly string[] Members = ["event_id", "case_id", "queue", "priority", "state", "at"];

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_reads_hears_of_a_candidate_within_seconds_and_no_text_of_it()
    {
        await using var connection = Connection(await hub.KeyAsync("read"));
        var raised = Listen(connection);
        await connection.StartAsync(Cancellation);
        var secret = await hub.SendSupporterAsync();
        var message = await NextAsync(raised);
        Assert.Equal(Members.Order(StringComparer.Ordinal), message.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(secret, text => Assert.DoesNotContain(text, message.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory, InlineData("intake"), InlineData("export")]
    public async Task A_key_that_does_not_read_is_refused(string scope)
    {
        await using var connection = Connection(await hub.KeyAsync(scope));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => connection.StartAsync(Cancellation));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Nobody_is_refused()
    {
        await using var connection = Connection(null);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => connection.StartAsync(Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Who_comes_back_hears_what_was_missed()
    {
        var key = await hub.KeyAsync("read");
        await using var witness = Connection(key);
        var seen = Listen(witness);
        await witness.StartAsync(Cancellation);
        await hub.SendSupporterAsync();
        var last = await NextAsync(seen);
        await hub.SendSupporterAsync();
        var missed = await NextAsync(seen);
        await using var late = Connection(key, Text(last, "event_id"));
        var heard = Listen(late);
        await late.StartAsync(Cancellation);
        var again = await NextAsync(heard);
        while (Text(again, "event_id") != Text(missed, "event_id"))
            again = await NextAsync(heard);
        Assert.Equal(Text(missed, "case_id"), Text(again, "case_id"));
    }

    [Fact]
    public async Task A_queue_that_is_made_meanwhile_is_heard_of_without_connecting_again()
    {
        await using var connection = Connection(await hub.KeyAsync("read"));
        var raised = Listen(connection);
        await connection.StartAsync(Cancellation);
        await using var services = hub.Services(s => s.AddScoped<AddQueue>());
        var runner = services.GetRequiredService<OperationRunner>();
        var admin = new Actor(Guid.CreateVersion7(), "Plover", DemoPlatform.Id, Permissions.Of(Role.Admin).ToHashSet()) { Role = Role.Admin };
        var queue = await runner.RunAsync<AddQueue, string>(admin, (add, token) => add.HandleAsync(new(new("Cornish", QueueKind.Language, ["kw"], null, 900)), token), Cancellation);
        var subject = Guid.CreateVersion7();
        await runner.ReadAsync(admin, (op, _) =>
        {
            op.Publish(new() { PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = LiveKind.CandidateRaised, SubjectId = subject, QueueId = queue, State = "open" });
            return Task.FromResult(true);
        }, Cancellation);
        var message = await NextAsync(raised);
        while (Text(message, "case_id") != subject.ToString())
            message = await NextAsync(raised);
        Assert.Equal(queue, Text(message, "queue"));
    }

    HubConnection Connection(string? key, string? since = null) => new HubConnectionBuilder()
        .WithUrl(new Uri(hub.Address, since is null ? "/hubs/review" : $"/hubs/review?since={since}"), options => options.AccessTokenProvider = () => Task.FromResult(key))
        .Build();

    static ChannelReader<JsonElement> Listen(HubConnection connection)
    {
        var messages = Channel.CreateUnbounded<JsonElement>();
        // What is committed while a connection is made may come twice.
        HashSet<string> known = [];
        connection.On<JsonElement>("CandidateRaised", message => { if (known.Add(Text(message, "event_id"))) messages.Writer.TryWrite(message.Clone()); });
        return messages.Reader;
    }

    static Task<JsonElement> NextAsync(ChannelReader<JsonElement> messages) => messages.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);

    static string Text(JsonElement message, string member) => message.GetProperty(member).GetString()!;
}
