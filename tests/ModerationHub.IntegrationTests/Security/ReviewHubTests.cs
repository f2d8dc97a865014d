using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
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

    static readonly LiveKind[] Told = [LiveKind.CandidateRaised, LiveKind.CandidateChanged, LiveKind.CaseClaimed, LiveKind.CaseReleased, LiveKind.CaseDecided, LiveKind.CampaignRaised];

    [Fact]
    public async Task A_key_hears_each_kind_of_message_once_under_its_name_and_nothing_of_the_sealed_lane()
    {
        await using var connection = Connection(await hub.KeyAsync("read"));
        var heard = ListenToAll(connection);
        await connection.StartAsync(Cancellation);
        // It is in its groups, and nothing comes out of turn any more.
        await HeardAsync(heard);
        var told = Told.Select(kind => (Kind: kind, Subject: Guid.CreateVersion7())).ToList();
        await PublishAsync([.. Told.Select(kind => (kind, Guid.CreateVersion7(), "sealed")), .. told.Select(t => (t.Kind, t.Subject, "general"))]);
        Assert.Equal(told.Select(t => (t.Kind.ToString(), t.Subject)).Order(), (await HeardAsync(heard, "general", "sealed")).Order());
    }

    [Fact]
    public async Task A_moderator_hears_of_the_queues_in_their_languages_alone()
    {
        await using (var owner = Npgsql.NpgsqlDataSource.Create(hub.OwnerConnectionString))
        await using (var english = owner.CreateCommand("update memberships set languages = '{en}' where user_id = (select id from users where email = 'moderator2@demo.test')"))
            Assert.Equal(1, await english.ExecuteNonQueryAsync(Cancellation));
        var cookies = new CookieContainer();
        using var browser = await SignIn.AsAsync(hub.Address, "moderator2", hub.Password, cookies);
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(hub.Address, "/hubs/review"), options => options.Cookies = cookies).Build();
        var heard = ListenToAll(connection);
        await connection.StartAsync(Cancellation);
        // It is in its groups, and nothing comes out of turn any more.
        await HeardAsync(heard);
        var subject = Guid.CreateVersion7();
        await PublishAsync([.. Told.Select(kind => (kind, Guid.CreateVersion7(), "arabic")), (LiveKind.CaseClaimed, subject, "general")]);
        Assert.Equal([("CaseClaimed", subject)], await HeardAsync(heard, "arabic", "general"));
    }

    [Fact]
    public async Task A_socket_that_can_send_no_header_brings_its_key_in_the_address()
    {
        HubConnection Socket(string key) => new HubConnectionBuilder().WithUrl(new Uri(hub.Address, $"/hubs/review?access_token={key}"), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        }).Build();
        await using var refused = Socket(await hub.KeyAsync("intake"));
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => refused.StartAsync(Cancellation));

        await using var connection = Socket(await hub.KeyAsync("read"));
        var heard = ListenToAll(connection);
        await connection.StartAsync(Cancellation);
        // It is in its groups, and nothing comes out of turn any more.
        await HeardAsync(heard);
        var subject = Guid.CreateVersion7();
        await PublishAsync((LiveKind.CandidateRaised, subject, "general"));
        Assert.Equal([("CandidateRaised", subject)], await HeardAsync(heard, "general"));
    }

    async Task PublishAsync(params (LiveKind Kind, Guid Subject, string Queue)[] events)
    {
        await using var services = hub.Services(_ => { });
        await services.GetRequiredService<OperationRunner>().ReadAsync(Actor.Machine(DemoPlatform.Id), (op, _) =>
        {
            foreach (var (kind, subject, queue) in events)
                op.Publish(new() { PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = kind, SubjectId = subject, QueueId = queue, State = "open" });
            return Task.FromResult(true);
        }, Cancellation);
    }

    static ChannelReader<(string Name, JsonElement Message)> ListenToAll(HubConnection connection)
    {
        var messages = Channel.CreateUnbounded<(string, JsonElement)>();
        HashSet<string> known = [];
        foreach (var kind in Told)
            connection.On<JsonElement>(kind.ToString(), message => { if (known.Add(Text(message, "event_id"))) messages.Writer.TryWrite((kind.ToString(), message.Clone())); });
        return messages.Reader;
    }

    /// <summary>What was heard of the queues; all that was committed before a last event has come once that has.</summary>
    async Task<List<(string, Guid)>> HeardAsync(ChannelReader<(string Name, JsonElement Message)> messages, params string[] queues)
    {
        var last = Guid.CreateVersion7();
        await PublishAsync((LiveKind.CandidateChanged, last, "general"));
        List<(string, Guid)> heard = [];
        while (true)
        {
            var (name, message) = await messages.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            var subject = message.GetProperty(name == nameof(LiveKind.CampaignRaised) ? "campaign_id" : "case_id").GetGuid();
            if (subject == last)
                return heard;
            if (queues.Contains(Text(message, "queue")))
                heard.Add((name, subject));
        }
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
