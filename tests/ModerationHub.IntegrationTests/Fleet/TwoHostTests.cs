using System.Net;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Team;
using ModerationHub.Features.Triage;
using ModerationHub.Harness;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Security;

namespace ModerationHub.IntegrationTests.Fleet;

/// <summary>Two whole hosts on one database, as a load balancer would have them.</summary>
public sealed class TwoHostTests(TestCluster cluster)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    /// <summary>What a client of the MessagePack protocol reads of a message.</summary>
    [DataContract]
    public sealed class Message
    {
        [DataMember(Name = "case_id")] public Guid CaseId { get; set; }
    }

    [Fact]
    public async Task What_one_host_scores_and_another_process_claims_is_heard_on_both()
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        var scores = await world.StartHostAsync();
        var serves = await world.StartHostAsync(("Drains__scoring", "0"));
        await using var near = Connection(scores, world.Key);
        await using var far = Connection(serves, world.Key, messagePack: true);
        var heardNear = Channel.CreateUnbounded<(string Kind, Guid Case)>();
        var heardFar = Channel.CreateUnbounded<(string Kind, Guid Case)>();
        foreach (var kind in new[] { "CandidateRaised", "CaseClaimed" })
        {
            // What is committed while a connection is made may come twice.
            HashSet<Guid> ofNear = [], ofFar = [];
            near.On<JsonElement>(kind, m => { if (ofNear.Add(m.GetProperty("case_id").GetGuid())) heardNear.Writer.TryWrite((kind, m.GetProperty("case_id").GetGuid())); });
            far.On<Message>(kind, m => { if (ofFar.Add(m.CaseId)) heardFar.Writer.TryWrite((kind, m.CaseId)); });
        }
        await near.StartAsync(Cancellation);
        await far.StartAsync(Cancellation);

        await world.SendAsync(() => serves, "posts", FleetWorld.Supporter("supporter-1"));
        var raised = await NextAsync(heardNear);
        Assert.Equal("CandidateRaised", raised.Kind);
        Assert.Equal(raised, await NextAsync(heardFar));

        await world.Run<ClaimCase, ClaimedCase>(await world.PersonAsync("moderator"), (h, t) => h.HandleAsync(new(raised.Case), t));
        Assert.Equal(("CaseClaimed", raised.Case), await NextAsync(heardNear));
        Assert.Equal(("CaseClaimed", raised.Case), await NextAsync(heardFar));
    }

    [Fact]
    public async Task Who_is_revoked_loses_every_connection_on_every_host_and_gets_none_again()
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        HubProcess[] hosts = [await world.StartHostAsync(), await world.StartHostAsync()];
        var cookies = new CookieContainer();
        // Signed in on one host; the cookie holds on the other.
        using var browser = await SignIn.AsAsync(hosts[0].Address, "moderator2", world.Password, cookies);
        var open = hosts.Select(host => Connection(host, cookies)).ToList();
        var closed = open.Select(ClosedAsync).ToList();
        foreach (var connection in open)
            await connection.StartAsync(Cancellation);

        var moderator = await world.PersonAsync("moderator2");
        await world.Run<RevokeUser, bool>(await world.PersonAsync("admin"), async (h, t) =>
        {
            await h.HandleAsync(new(moderator.UserId!.Value, "has left the team"), t);
            return true;
        });
        await Task.WhenAll(closed).WaitAsync(Patience, Cancellation);
        foreach (var host in hosts)
        {
            await using var again = Connection(host, cookies);
            // Refused at the first call or, where that one was let through just before, at every way to connect.
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => again.StartAsync(Cancellation));
            Assert.Contains("401", refused.ToString(), StringComparison.Ordinal);
        }
        foreach (var connection in open)
            await connection.DisposeAsync();
    }

    static Task ClosedAsync(HubConnection connection)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return closed.Task;
    }

    static HubConnection Connection(HubProcess host, string key, bool messagePack = false)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/review"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(key));
        return (messagePack ? builder.AddMessagePackProtocol() : builder).Build();
    }

    static HubConnection Connection(HubProcess host, CookieContainer cookies) =>
        new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/review"), o => o.Cookies = cookies).Build();

    static Task<(string Kind, Guid Case)> NextAsync(Channel<(string Kind, Guid Case)> heard) => heard.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
}
