using System.Net;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class ApiTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Fact]
    public async Task A_broken_rule_is_a_409_with_its_code_and_sentence()
    {
        var answer = await GetAsync("/api/v1/test/broken");
        Assert.Equal((HttpStatusCode.Conflict, "application/problem+json", RevokeApiKey.Unknown.Code), (answer.Status, answer.Type, answer.Code));
        Assert.Equal(RevokeApiKey.Unknown.Sentence, answer.Body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_is_not_permitted_is_a_403() =>
        Assert.Equal((HttpStatusCode.Forbidden, "not_permitted"), await GetAsync("/api/v1/test/forbidden") is var answer ? (answer.Status, answer.Code) : default);

    [Fact]
    public async Task Unknown_calls_and_methods_are_problems_too()
    {
        Assert.Equal((HttpStatusCode.NotFound, "http_404"), await GetAsync("/api/v1/nothing") is var missing ? (missing.Status, missing.Code) : default);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "http_405"), await GetAsync("/api/v1/posts") is var wrong ? (wrong.Status, wrong.Code) : default);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/html")]
    [InlineData("image/*;q=0.5")]
    public async Task Problems_are_told_whatever_the_caller_accepts(string accept)
    {
        async Task<(HttpStatusCode, string?, string)> AskAsync(HttpMethod method, string path, string type, bool withKey = true)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { { "Accept", accept } } };
            request.Headers.Authorization = withKey ? null : new("Basic", "bm8=");
            if (method == HttpMethod.Post)
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, type);
            using var response = await Hub.Http.SendAsync(request, Cancellation);
            var answer = await Answer.OfAsync(response);
            return (answer.Status, answer.Type, answer.Code);
        }

        const string Problem = "application/problem+json";
        Assert.Equal((HttpStatusCode.Unauthorized, Problem, "key_required"), await AskAsync(HttpMethod.Get, "/api/v1/test/read", "", withKey: false));
        Assert.Equal((HttpStatusCode.Forbidden, Problem, "scope_missing"), await AskAsync(HttpMethod.Get, "/api/v1/test/read", ""));
        Assert.Equal((HttpStatusCode.NotFound, Problem, "http_404"), await AskAsync(HttpMethod.Get, "/api/v1/nothing", ""));
        Assert.Equal((HttpStatusCode.Conflict, Problem, RevokeApiKey.Unknown.Code), await AskAsync(HttpMethod.Get, "/api/v1/test/broken", ""));
        Assert.Equal((HttpStatusCode.BadRequest, Problem, "body_not_an_array"), await AskAsync(HttpMethod.Post, "/api/v1/posts", "application/json"));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, Problem, "unsupported_media_type"), await AskAsync(HttpMethod.Post, "/api/v1/posts", "text/plain"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, Problem, "every_row_refused"), await AskAsync(HttpMethod.Post, "/api/v1/posts", "application/x-ndjson"));
    }

    [Fact]
    public async Task An_address_in_capitals_is_the_same_call() =>
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "http_405"), await GetAsync("/API/V1/POSTS") is var answer ? (answer.Status, answer.Code) : default);

    [Fact]
    public async Task The_document_describes_every_call_with_its_bodies_answers_and_the_key()
    {
        Hub.Http.DefaultRequestHeaders.Authorization = null;
        var document = (await GetAsync("/openapi/v1.json")).Body;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("api_key").GetProperty("scheme").GetString());
        var paths = document.GetProperty("paths");
        foreach (var call in new[] { "accounts", "posts", "follows", "reports", "events", "enforcements" })
        {
            var post = paths.GetProperty($"/api/v1/{call}").GetProperty("post");
            var bodies = post.GetProperty("requestBody").GetProperty("content");
            Assert.True(bodies.TryGetProperty("application/x-ndjson", out _) && bodies.TryGetProperty("application/json", out _));
            foreach (var status in new[] { "202", "400", "401", "403", "413", "415", "422", "429" })
                Assert.True(post.GetProperty("responses").TryGetProperty(status, out _), $"{call} {status}");
            Assert.True(post.GetProperty("security")[0].TryGetProperty("api_key", out _));
        }
        Assert.True(paths.TryGetProperty("/api/v1/test/read", out _));
        foreach (var health in new[] { "/health/live", "/health/ready" })
            Assert.True(paths.GetProperty(health).GetProperty("get").GetProperty("responses").TryGetProperty("503", out _));
        var row = document.GetProperty("components").GetProperty("schemas").GetProperty("PostRow");
        Assert.True(row.GetProperty("properties").TryGetProperty("in_reply_to", out _));
        Assert.Equal(["id", "account_id", "created_at"], row.GetProperty("required").EnumerateArray().Select(r => r.GetString()!));
    }

    async Task<Answer> GetAsync(string path)
    {
        using var response = await Hub.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return await Answer.OfAsync(response);
    }
}
