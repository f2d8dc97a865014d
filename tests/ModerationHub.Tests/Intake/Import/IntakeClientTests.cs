using System.Net;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Features.Intake.Import;

namespace ModerationHub.Tests.Intake.Import;

public sealed class IntakeClientTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly FakeHub _hub = new();
    readonly IntakeClient _client;

    public IntakeClientTests() => _client = new IntakeClient(new Uri("http://hub.example"), "secret", _time, _hub);

    public void Dispose()
    {
        _client.Dispose();
        _hub.Dispose();
    }

    Task<IntakeAnswer> SendAsync() => _client.SendAsync("accounts", "{\"id\":\"a1\"}\n"u8.ToArray(), TestContext.Current.CancellationToken);

    async Task<IntakeAnswer> PassTimeUntilAnswered(Task<IntakeAnswer> answer, TimeSpan step)
    {
        while (!answer.IsCompleted)
        {
            _time.Advance(step);
            await Task.Yield();
        }
        return await answer;
    }

    [Fact]
    public async Task A_busy_hub_gets_the_time_that_it_asked_for()
    {
        var asked = new TaskCompletionSource();
        _hub.Before.Enqueue(() => { asked.SetResult(); return FakeHub.Busy(7); });
        var answer = SendAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Empty(_hub.Requests);
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, (await PassTimeUntilAnswered(answer, TimeSpan.FromSeconds(0.2))).Accepted);
    }

    [Fact]
    public async Task A_hub_that_was_away_for_a_moment_gets_the_rows_again()
    {
        _hub.Before.Enqueue(() => new(HttpStatusCode.ServiceUnavailable));
        _hub.Before.Enqueue(() => throw new HttpRequestException("connection refused"));
        Assert.Equal(1, (await PassTimeUntilAnswered(SendAsync(), TimeSpan.FromSeconds(1))).Accepted);
        Assert.Single(_hub.Requests);
    }

    [Fact]
    public async Task A_hub_that_stays_away_ends_in_a_sentence()
    {
        for (var i = 0; i < 20; i++) _hub.Before.Enqueue(() => throw new HttpRequestException("connection refused"));
        var away = await Assert.ThrowsAsync<IntakeRefusedException>(() => PassTimeUntilAnswered(SendAsync(), TimeSpan.FromSeconds(60)));
        Assert.Equal("The hub at http://hub.example cannot be reached: connection refused", away.Message);
        Assert.Null(away.Status);
    }

    [Fact]
    public async Task What_will_not_pass_is_not_tried_again()
    {
        _hub.Before.Enqueue(() => new(HttpStatusCode.BadRequest) { Content = new StringContent("""{"title":"Bad","detail":"The body is not NDJSON."}""") });
        var refused = await Assert.ThrowsAsync<IntakeRefusedException>(SendAsync);
        Assert.Equal("The hub answered 400. The body is not NDJSON.", refused.Message);
        Assert.Empty(_hub.Requests);
    }
}
