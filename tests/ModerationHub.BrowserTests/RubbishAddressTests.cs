using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using ModerationHub.Components;

namespace ModerationHub.BrowserTests;

/// <summary>Every page that reads its address, found by reflection, opens and goes on working whatever somebody typed there.</summary>
[Collection("one browser at a time")]
public sealed class RubbishAddressTests(Console console)
{
    static readonly string[] Rubbish =
    [
        "abc", "%00", "zzz", "notadate", "-1", "2147483647", "99999999999999999999", "0001-01-01", "9999-12-31", "00000000-0000-0000-0000-000000000000", "%FF%F0%9F", "%D8%B9%0D%0A", "%25_%5C'", new('x', 500),
    ];

    /// <summary>What stands for the parts of a route that must name something.</summary>
    static readonly Dictionary<string, string> Parts = new()
    {
        ["{Key}"] = "violent-extremism", ["/{*Key}"] = "", ["{LinkId:guid}"] = Guid.Empty.ToString(), ["{UserId:guid}"] = Guid.Empty.ToString(),
    };

    public static TheoryData<string> Pages => [.. typeof(Asked).Assembly.GetTypes().Where(page => Names(page).Any())
        .SelectMany(page => page.GetCustomAttributes<RouteAttribute>(false).Select(route => $"{route.Template} {page.FullName}"))];

    [Theory, MemberData(nameof(Pages))]
    public async Task Opens_and_works(string routeAndPage)
    {
        var (route, type) = (routeAndPage.Split(' ')[0], typeof(Asked).Assembly.GetType(routeAndPage.Split(' ')[1], throwOnError: true)!);
        var signedIn = type.GetCustomAttributes<AuthorizeAttribute>(true).Any();
        var page = await console.SignInAsync("lead", "/accounts");
        if (!signedIn)
            await page.Context.ClearCookiesAsync();
        List<string> broken = [];
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                broken.Add(message.Text);
        };
        var path = Parts.Aggregate(route, (path, part) => path.Replace(part.Key, part.Value, StringComparison.Ordinal));
        // Each by itself, all together, and one name again and again.
        string[] queries = [.. Rubbish.Select(rubbish => string.Join('&', Names(type).Select(name => $"{name}={rubbish}"))),
            .. Names(type).Select(name => $"{name}=abc&{name}=1&{name}="), string.Join('&', Names(type))];
        foreach (var query in queries)
        {
            var answer = await page.GotoAsync(new Uri(console.Address, $"{path}?{query}").ToString());
            Assert.True(answer!.Status < 500, $"{path}?{query} was answered with {answer.Status}.");
            if (signedIn)
            {
                await page.WaitForSelectorAsync("main h1, main button, main .none");
                await page.WaitForFunctionAsync("() => !document.querySelector('main .loading')");
                await OpenPaletteAsync(page, () => Assert.True(broken.Count == 0, $"{path}?{query}: {string.Join("; ", broken)}"));
            }
            Assert.False(await page.GetByText("This page stumbled").IsVisibleAsync(), $"{path}?{query} stumbled.");
            Assert.True(broken.Count == 0, $"{path}?{query}: {string.Join("; ", broken)}");
        }
        await page.Context.CloseAsync();
    }

    /// <summary>Only a living circuit opens it; a key that is pressed before the page listens is pressed again.</summary>
    static async Task OpenPaletteAsync(IPage page, Action beforeAgain)
    {
        for (var tries = 0; ; tries++)
        {
            await page.Keyboard.PressAsync("Control+k");
            try
            {
                await page.WaitForSelectorAsync("dialog[open]", new() { Timeout = 3_000 });
                return;
            }
            catch (TimeoutException) when (tries < 5)
            {
                beforeAgain();
            }
        }
    }

    static IEnumerable<string> Names(Type page) => page.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Select(property => (property.Name, Asked: property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()))
        .Where(property => property.Asked is not null).Select(property => property.Asked!.Name ?? char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);
}
