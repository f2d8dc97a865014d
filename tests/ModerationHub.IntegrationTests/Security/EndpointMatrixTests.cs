using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>
/// Every call that the program answers, whether the OpenAPI document names it or not, by everyone who may knock: nobody, a key of
/// each scope, each role. A call without a rule here fails, and so does a rule whose call is gone.
/// </summary>
[Collection(OnTheRunningHub.Name)]
public sealed class EndpointMatrixTests(RunningHub hub, TestCluster cluster)
{
    /// <param name="Call">Method and path.</param>
    /// <param name="Gate">Who may: `open`, `scope:…`, `session`, `circuit`, `live`, or roles.</param>
    /// <param name="Allowed">What those get who may; an empty row, an unknown id or a form without its token is refused only after they were let in.</param>
    sealed record Rule(string Call, string Gate, params int[] Allowed)
    {
        /// <summary>The route, where it is not the call's own path.</summary>
        public string? Route { get; init; }

        public string Routed => $"{Call.Split(' ')[0]} {Route ?? Call.Split(' ')[1]}";
    }

    static readonly Rule[] Described =
    [
        new("POST /api/v1/accounts", "scope:intake", 422),
        new("POST /api/v1/posts", "scope:intake", 422),
        new("POST /api/v1/follows", "scope:intake", 422),
        new("POST /api/v1/reports", "scope:intake", 422),
        new("POST /api/v1/events", "scope:intake", 422),
        new("POST /api/v1/enforcements", "scope:intake", 422),
        new("POST /api/v1/media", "scope:intake", 415),
        new("POST /api/v1/hashes", "scope:intake", 422),
        new("POST /api/v1/appeals", "scope:intake", 422),
        new("GET /api/v1/cases", "scope:read", 200),
        new("GET /api/v1/cases/{id}", "scope:read", 404),
        new("GET /api/v1/decisions", "scope:read", 200),
        new("GET /api/v1/audit", "scope:export", 200),
        new("GET /health/live", "open", 200),
        new("GET /health/ready", "open", 200),
    ];

    static readonly Rule[] Beside =
    [
        new("GET /openapi/v1.json", "open", 200) { Route = "/openapi/{documentName}.json" },
        new("GET /audit/export", "lead, auditor", 200),
        new("GET /administration/jobs", "admin", 200) { Route = "/administration/jobs/{**path}" },
        new("POST /hubs/review/negotiate?negotiateVersion=1", "live", 200) { Route = "/hubs/review/negotiate" },
        new("GET /hubs/review", "live", 400),
        new("GET /_blazor", "circuit", 400),
        new("POST /_blazor/negotiate?negotiateVersion=1", "circuit", 200) { Route = "/_blazor/negotiate" },
        new("POST /_blazor/disconnect", "circuit", 400),
        new("GET /_blazor/initializers", "circuit", 200),
        new("GET /_framework/opaque-redirect", "session", 400),
        new("POST /preferences", "open", 400),
        new("POST /account/platform", "session", 400),
        new("POST /account/sign-out", "session", 400),
    ];

    /// <summary>Of what was built and not published: its files change, so they are looked for as they are asked for.</summary>
    const string FilesOfABuild = "{**path:file}";

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_described_call_has_a_rule()
    {
        using var client = hub.Anonymous();
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation));
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(o => o.Value.TryGetProperty("responses", out _)).Select(o => $"{o.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(Described.Select(r => r.Call).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    /// <summary>Pages have a table of their own (<see cref="PageAccessTests"/>), and files that everybody gets are no calls.</summary>
    [Fact]
    public async Task Each_endpoint_of_the_program_has_a_rule()
    {
        await using var database = await cluster.CreateDatabaseAsync(Cancellation);
        await using var program = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseEnvironment("Production")
            .UseSetting("ConnectionStrings:Hub", database.OwnerConnectionString).UseSetting("urls", "http://127.0.0.1:0").UseSetting("Drains:scoring", "0"));
        var ruled = Described.Concat(Beside).Select(r => r.Routed).ToList();
        var routed = program.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is null && e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != FilesOfABuild)
            .SelectMany(Calls).ToList();
        Assert.Equal((string.Empty, string.Empty), (string.Join(", ", routed.Except(ruled, StringComparer.Ordinal)), string.Join(", ", ruled.Except(routed, StringComparer.Ordinal))));

        IEnumerable<string> Calls(RouteEndpoint endpoint)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal);
            // What takes every method is asked by the one that means something there.
            return endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods
                ? methods.HttpMethods.Where(method => method != HttpMethods.Head).Select(method => $"{method} {path}")
                : [ruled.Find(rule => rule.EndsWith(' ' + path, StringComparison.Ordinal)) ?? $"{HttpMethods.Get} {path}"];
        }
    }

    [Theory]
    [InlineData("anonymous"), InlineData("wrong key")]
    [InlineData("scope:intake"), InlineData("scope:read"), InlineData("scope:export")]
    [InlineData("moderator"), InlineData("lead"), InlineData("auditor"), InlineData("admin")]
    public async Task Each_call_answers_as_its_rule_says(string caller)
    {
        using var client = await ClientAsync(caller);
        List<string> wrong = [];
        foreach (var rule in Described.Concat(Beside))
        {
            var (status, location, type) = await AskAsync(client, rule.Call);
            var expected = Expected(rule, caller);
            if (!expected.Contains(status))
                wrong.Add($"{rule.Call}: {status} {location}, expected {string.Join(" or ", expected)}");
            else if (status == 302 && !location.StartsWith("/account/", StringComparison.Ordinal))
                wrong.Add($"{rule.Call}: led to {location}");
            else if (status >= 400 && rule.Call.Contains(" /api/", StringComparison.Ordinal) && status != 422 && type != "application/problem+json")
                wrong.Add($"{rule.Call}: {status} as {type}");
        }
        Assert.Empty(wrong);
    }

    /// <summary>The API knows keys alone and answers 401 or 403; the console knows people alone and leads to its own pages.</summary>
    static int[] Expected(Rule rule, string caller)
    {
        var role = Enum.TryParse<Role>(caller, ignoreCase: true, out var known) ? known : (Role?)null;
        var isKey = caller.StartsWith("scope:", StringComparison.Ordinal);
        return rule.Gate switch
        {
            "open" => rule.Allowed,
            "live" => role is not null || caller == "scope:read" ? rule.Allowed : isKey ? [403] : [401],
            ['s', 'c', 'o', 'p', 'e', ':', ..] => caller == rule.Gate ? rule.Allowed : isKey ? [403] : [401],
            "circuit" => role is null ? [401] : rule.Allowed,
            "session" => role is null ? [302] : rule.Allowed,
            var roles => roles.Split(", ").Contains(caller) ? rule.Allowed : [302],
        };
    }

    async Task<HttpClient> ClientAsync(string caller) => caller switch
    {
        "anonymous" => hub.Anonymous(),
        "wrong key" => hub.Bearer("hub_no_such_key"),
        ['s', 'c', 'o', 'p', 'e', ':', .. var scope] => hub.Bearer(await hub.KeyAsync(scope)),
        _ => await hub.SignInAsync(caller),
    };

    static async Task<(int Status, string Location, string? Type)> AskAsync(HttpClient client, string call)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1].Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal) ? new StringContent("{}", Encoding.UTF8, "application/x-ndjson") : new FormUrlEncodedContent([]);
        // The whole answer: what breaks while it is written has said 200 before.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, Cancellation);
        var location = answer.Headers.Location is not { } to ? "" : to.IsAbsoluteUri ? to.PathAndQuery : to.ToString();
        return ((int)answer.StatusCode, location, answer.Content.Headers.ContentType?.MediaType);
    }
}
