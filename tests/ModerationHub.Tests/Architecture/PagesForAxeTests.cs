using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing.Template;
using ModerationHub.BrowserTests;
using ModerationHub.Components.Layout;

namespace ModerationHub.Tests.Architecture;

/// <summary>A page that axe never sees fails here, without a browser.</summary>
public sealed class PagesForAxeTests
{
    /// <summary>Pages that axe sees on another way. A new one has no place here without a reason.</summary>
    static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["/account/second-factor"] = "a test of its own signs in with a code",
        ["/not-found"] = "shown at an address that leads nowhere: /no-such-page",
    };

    [Fact]
    public void Axe_sees_every_page()
    {
        var paths = PagesForAxe.Of.Select(page => page.Path).Concat(PagesForAxe.OfNobody).Concat(PagesForAxe.OfOneself).Select(path => path.Split('?')[0]).ToList();
        var routes = typeof(Places).Assembly.GetTypes().SelectMany(page => page.GetCustomAttributes<RouteAttribute>(false)).Select(route => route.Template).ToList();
        Assert.Equal(Elsewhere.Keys.Order(StringComparer.Ordinal), routes.Where(route => !paths.Any(path => Leads(path, route))).Order(StringComparer.Ordinal));
    }

    static bool Leads(string path, string route) => new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch(path, []);
}
