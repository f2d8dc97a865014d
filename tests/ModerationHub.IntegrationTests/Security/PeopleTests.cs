using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Team;
using ModerationHub.Features.Team.Account;
using ModerationHub.Harness;
using ModerationHub.Infrastructure.CommandLine;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using ModerationHub.IntegrationTests.Cases;
using Npgsql;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>How people come in, on the real program: form by form, as a browser without scripts would.</summary>
public sealed partial class PeopleTests(PeopleTests.World world) : IClassFixture<PeopleTests.World>
{
    const string Password = "correct lantern battery mill", Refused = "do not fit together";

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_refused_in_the_same_words_and_open_nothing()
    {
        using var browser = world.Browser();
        foreach (var (email, password) in new[] { ("auditor@demo.test", "not the password"), ("nobody@demo.test", world.Hub.Password), ("", "") })
        {
            using var answer = await SignIn.SubmitAsync(browser, "/account/sign-in", "sign-in", ("email", email), ("password", password));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(Refused, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
        Assert.Equal("/account/sign-in", await WhereAsync(browser, "/"));
    }

    [Fact]
    public async Task An_invitation_works_once_and_only_the_password_that_was_chosen_opens_the_console()
    {
        var (email, link) = await world.InviteAsync();
        using var browser = world.Browser();
        Assert.Contains("at least 12 characters", await SaidAsync(browser, link, "invitation", ("new", "short")), StringComparison.Ordinal);
        Assert.Contains(TeamRules.LinkUsedOrExpired.Sentence, await SaidAsync(browser, link[..^8] + "AAAAAAAA", "invitation", ("new", Password)), StringComparison.Ordinal);

        using (var taken = await SignIn.SubmitAsync(browser, link, "invitation", ("new", Password)))
            Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in"), (taken.StatusCode, PathOf(taken)));
        Assert.Contains(TeamRules.LinkUsedOrExpired.Sentence, await SaidAsync(browser, link, "invitation", ("new", Password + " two")), StringComparison.Ordinal);
        Assert.Equal("/account/sign-in", await WhereAsync(browser, "/"));

        Assert.Contains(Refused, await SaidAsync(browser, "/account/sign-in", "sign-in", ("email", email), ("password", Password + " two")), StringComparison.Ordinal);
        Assert.Equal("/", await SignInAsync(browser, email));
        Assert.Null(await WhereAsync(browser, "/"));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_address_for_a_time_and_stand_on_the_record()
    {
        var email = await world.PersonAsync();
        using var browser = world.Browser();
        for (var i = 0; i < 5; i++)
            Assert.Contains(Refused, await SaidAsync(browser, "/account/sign-in", "sign-in", ("email", email), ("password", "wrong " + i)), StringComparison.Ordinal);
        // The right one is refused in the same words: nobody learns from outside which part was wrong.
        Assert.Contains(Refused, await SaidAsync(browser, "/account/sign-in", "sign-in", ("email", email), ("password", Password)), StringComparison.Ordinal);
        Assert.Equal(1L, await world.ScalarAsync("select count(*) from audit_entries where action = 'locked_out' and subject_id = (select id::text from users where email = $1)", email));
        Assert.InRange((double)await world.ScalarAsync("select extract(epoch from lockout_end - now())::float8 from users where email = $1", email), 600, 900);

        await world.ScalarAsync("update users set lockout_end = now() - interval '1 second' where email = $1 returning 1", email);
        Assert.Equal("/", await SignInAsync(browser, email));
    }

    [Fact]
    public async Task Who_sends_forms_without_end_is_told_to_wait_and_others_are_not()
    {
        // From an address of its own: the other tests come from the usual one.
        using var other = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.77"), 0));
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = world.Hub.Address };
        async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using var answer = await client.SendAsync(request, Cancellation);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                Assert.Equal(("60", "Too many tries at once. Wait a minute and try again."), (answer.Headers.RetryAfter?.ToString(), await answer.Content.ReadAsStringAsync(Cancellation)));
            return answer.StatusCode;
        }

        var sent = 0;
        while (await SendAsync(other, HttpMethod.Post, "/account/sign-in") != HttpStatusCode.TooManyRequests)
            Assert.InRange(++sent, 1, 1_000);
        Assert.InRange(sent, 300, 1_000);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(other, HttpMethod.Get, "/account/sign-in"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(other, HttpMethod.Get, "/health/live"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(other, HttpMethod.Post, "/api/v1/posts"));
        using var browser = world.Browser();
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(browser, HttpMethod.Post, "/account/sign-in"));
    }

    [Fact]
    public async Task Who_works_on_two_platforms_is_reset_by_those_alone_who_administer_both()
    {
        var (email, _) = await world.InviteAsync();
        var person = (Guid)await world.ScalarAsync("select id from users where email = $1", email);
        var (boss, _) = await world.InviteAsync();
        var admin = (Guid)await world.ScalarAsync("select id from users where email = $1", boss);
        await world.ScalarAsync("""
            insert into platforms select (jsonb_populate_record(p, '{"id": 90, "key": "second", "name": "Second"}')).* from platforms p where id = $1 returning id
            """, DemoPlatform.Id);
        await world.ScalarAsync("insert into memberships (platform_id, user_id, role, languages, queues, sealed_lane) values (90, $1, 'moderator', '{}', '{}', false) returning 1", person);
        var actor = new Actor(admin, "Boss", DemoPlatform.Id, new HashSet<Permission> { Permission.ManageUsers });
        var runner = world.Services.GetRequiredService<OperationRunner>();
        Func<Task>[] steps =
        [
            () => runner.RunAsync<InviteUser, string>(actor, (h, t) => h.HandleAsync(new(person), t), Cancellation),
            () => runner.RunAsync<ResetSecondFactor>(actor, (h, t) => h.HandleAsync(new(person, "Lost."), t), Cancellation),
            () => runner.RunAsync<RevokeUser>(actor, (h, t) => h.HandleAsync(new(person, "Left."), t), Cancellation),
            () => runner.RunAsync<RestoreUser, string>(actor, (h, t) => h.HandleAsync(new(person), t), Cancellation),
        ];
        foreach (var step in steps)
            Assert.Equal(TeamRules.WorksElsewhere, await ReviewWorld.BrokenAsync(step));

        await world.ScalarAsync("insert into memberships (platform_id, user_id, role, languages, queues, sealed_lane) values (90, $1, 'admin', '{}', '{}', false) returning 1", admin);
        foreach (var step in steps)
            await step();
    }

    [Fact]
    public async Task A_second_factor_is_set_up_with_a_code_asked_for_from_then_on_and_replaced_by_each_recovery_code_once()
    {
        var email = await world.PersonAsync();
        using var browser = world.Browser();
        await SignInAsync(browser, email);
        const string SetUp = "/account/second-factor/set-up";
        var key = Key().Match(await browser.GetStringAsync(new Uri(SetUp, UriKind.Relative), Cancellation)).Groups[1].Value;
        Assert.Contains(TeamRules.WrongCode.Sentence, await SaidAsync(browser, SetUp, "turn-on", ("code", Wrong(key))), StringComparison.Ordinal);
        var on = await SaidAsync(browser, SetUp, "turn-on", ("code", Now(key)));
        var codes = Recovery().Matches(on).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(10, codes.Distinct().Count());
        // This browser has just shown both: it stays signed in.
        Assert.Null(await WhereAsync(browser, "/"));

        using var elsewhere = world.Browser();
        Assert.Equal("/account/second-factor", await SignInAsync(elsewhere, email));
        Assert.Equal("/account/sign-in", await WhereAsync(elsewhere, "/"));
        Assert.Contains(TeamRules.WrongCode.Sentence, await SaidAsync(elsewhere, "/account/second-factor", "code", ("code", Wrong(key))), StringComparison.Ordinal);
        using (var right = await SignIn.SubmitAsync(elsewhere, "/account/second-factor", "code", ("code", Now(key).Insert(3, " "))))
            Assert.Equal("/", PathOf(right));
        Assert.Null(await WhereAsync(elsewhere, "/"));

        using var third = world.Browser();
        await SignInAsync(third, email);
        using (var first = await SignIn.SubmitAsync(third, "/account/second-factor", "recovery", ("recovery", codes[0].ToLowerInvariant())))
            Assert.Equal("/", PathOf(first));
        using var fourth = world.Browser();
        await SignInAsync(fourth, email);
        Assert.Contains(TeamRules.WrongCode.Sentence, await SaidAsync(fourth, "/account/second-factor", "recovery", ("recovery", codes[0])), StringComparison.Ordinal);
        Assert.Equal("/account/sign-in", await WhereAsync(fourth, "/"));
        Assert.Equal(1L, await world.ScalarAsync("select count(*) from audit_entries where action = 'second_factor_on' and subject_id = (select id::text from users where email = $1)", email));
    }

    [Fact]
    public async Task The_first_administrators_link_works_once_within_its_day_and_only_while_there_is_none()
    {
        var links = world.Services.GetRequiredService<SetupLinks>();
        Assert.Null(await links.IssueAsync(Cancellation));
        await world.ScalarAsync("update users set revoked_at = now() where email like 'admin%@demo.test' returning 1");
        using var browser = world.Browser();
        (string, string)[] Me(string name) => [("email", $"{name}@first.test"), ("pseudonym", name), ("password", Password)];
        try
        {
            var link = (await links.IssueAsync(Cancellation))!;
            var wrong = link[..^8] + (link.EndsWith("AAAAAAAA", StringComparison.Ordinal) ? "BBBBBBBB" : "AAAAAAAA");
            Assert.Contains(TeamRules.LinkUsedOrExpired.Sentence, await SaidAsync(browser, wrong, "set-up", Me("Guesser")), StringComparison.Ordinal);
            await world.ScalarAsync("update setup_links set expires_at = now() - interval '1 second' returning 1");
            Assert.Contains(TeamRules.LinkUsedOrExpired.Sentence, await SaidAsync(browser, link, "set-up", Me("Latecomer")), StringComparison.Ordinal);
            await world.ScalarAsync("update setup_links set expires_at = now() + interval '1 hour' returning 1");
            Assert.Contains("at least 12 characters", await SaidAsync(browser, link, "set-up", ("email", "x@first.test"), ("pseudonym", "Shorty"), ("password", "short")), StringComparison.Ordinal);

            using (var made = await SignIn.SubmitAsync(browser, link, "set-up", Me("Founder")))
                Assert.Equal((HttpStatusCode.Redirect, "/account/second-factor/set-up"), (made.StatusCode, PathOf(made)));
            Assert.Null(await WhereAsync(browser, "/account/second-factor/set-up"));
            Assert.Equal("admin", await world.ScalarAsync("select m.role from memberships m join users u on u.id = m.user_id where u.email = 'Founder@first.test'"));
            using var second = world.Browser();
            Assert.Contains(TeamRules.LinkUsedOrExpired.Sentence, await SaidAsync(second, link, "set-up", Me("Copycat")), StringComparison.Ordinal);
            Assert.Null(await links.IssueAsync(Cancellation));
            Assert.Equal(0L, await world.ScalarAsync("select count(*) from users where email in ('Guesser@first.test', 'Latecomer@first.test', 'x@first.test', 'Copycat@first.test')"));
        }
        finally
        {
            await world.ScalarAsync("update users set revoked_at = null where email like 'admin%@demo.test' returning 1");
        }
    }

    static string Now(string key) => Totp.Code(key, TimeProvider.System.GetUtcNow());

    /// <summary>No code of the minutes around it.</summary>
    static string Wrong(string key)
    {
        var near = Enumerable.Range(-4, 9).Select(step => Totp.Code(key, TimeProvider.System.GetUtcNow().AddSeconds(30 * step))).ToHashSet();
        return Enumerable.Range(0, 20).Select(i => $"{i:000000}").First(code => !near.Contains(code));
    }

    /// <summary>Where the sign-in leads.</summary>
    static async Task<string?> SignInAsync(HttpClient browser, string email)
    {
        using var answer = await SignIn.SubmitAsync(browser, "/account/sign-in", "sign-in", ("email", email), ("password", Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return PathOf(answer);
    }

    static async Task<string> SaidAsync(HttpClient browser, string page, string form, params (string, string)[] typed)
    {
        using var answer = await SignIn.SubmitAsync(browser, page, form, typed);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Where a page sends its reader; null when it opens.</summary>
    static async Task<string?> WhereAsync(HttpClient browser, string page)
    {
        using var answer = await browser.GetAsync(new Uri(page, UriKind.Relative), Cancellation);
        if (answer.StatusCode == HttpStatusCode.OK)
            return null;
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return PathOf(answer);
    }

    static string? PathOf(HttpResponseMessage answer) => answer.Headers.Location is { } to ? new Uri(new Uri("http://hub.test"), to).AbsolutePath : null;

    [GeneratedRegex("<code dir=\"ltr\"[^>]*>([A-Z2-7 ]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("<li[^>]*><code[^>]*>([^<]+)</code></li>")]
    private static partial Regex Recovery();

    /// <summary>A program of its own, because its people are locked out and revoked, and handlers on its database for what only a page with scripts can ask.</summary>
    public sealed class World : IAsyncLifetime
    {
        ServiceProvider services = null!;
        NpgsqlDataSource owner = null!;
        int people;

        public RunningHub Hub { get; } = new();

        public IServiceProvider Services => services;

        public async ValueTask InitializeAsync()
        {
            await Hub.InitializeAsync();
            owner = NpgsqlDataSource.Create(Hub.OwnerConnectionString);
            var collection = ReviewWorld.Handlers(Hub.OwnerConnectionString, TimeProvider.System);
            collection.AddHubSecurity(new ConfigurationBuilder().Build(), new HubSettings { DataFolder = "/nonexistent", ConnectionString = "", MigratorConnectionString = "", Urls = "" });
            collection.AddTeam();
            services = collection.BuildServiceProvider(validateScopes: true);
        }

        public HttpClient Browser() => Hub.Anonymous();

        /// <summary>Somebody new, and the path of their link.</summary>
        public async Task<(string Email, string Link)> InviteAsync()
        {
            var number = Interlocked.Increment(ref people);
            var email = $"new{number}@people.test";
            var created = await services.GetRequiredService<OperationRunner>().RunAsync<CreateUser, CreateUser.Created>(Actor.Machine(DemoPlatform.Id),
                (create, token) => create.HandleAsync(new(email, $"New {number}", MembershipTerms.Of(Role.Moderator)), token), Cancellation);
            return (email, created.InvitationPath!);
        }

        /// <summary>Somebody new who has chosen the password.</summary>
        public async Task<string> PersonAsync()
        {
            var (email, link) = await InviteAsync();
            using var browser = Browser();
            using var taken = await SignIn.SubmitAsync(browser, link, "invitation", ("new", Password));
            Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
            return email;
        }

        public async Task<object> ScalarAsync(string sql, params object[] values)
        {
            await using var command = owner.CreateCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            return (await command.ExecuteScalarAsync(Cancellation))!;
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await owner.DisposeAsync();
            await Hub.DisposeAsync();
        }
    }
}
