using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.IntegrationTests.Security;

/// <summary>Every routed page of the host, found by reflection, against every role. A page without a policy fails unless it is named here.</summary>
public sealed class PageAccessTests
{
    /// <summary>Pages for people who have not signed in yet, and those that tell of a failure.</summary>
    static readonly string[] Open = ["AccessDenied", "Error", "InvitationPage", "NotFound", "SecondFactor", "SetUp", "SignIn"];

    /// <summary>Pages about the person who reads them: any session will do.</summary>
    static readonly string[] Own = ["ChangePasswordPage", "SetUpSecondFactor"];

    static readonly Role[] Readers = [Role.Moderator, Role.Lead, Role.Auditor], Overseeing = [Role.Lead, Role.Auditor],
        OfTheRecord = [Role.Lead, Role.Auditor, Role.Admin], Leads = [Role.Lead], Admins = [Role.Admin];

    /// <summary>What the design promises of each place, said apart from the policies and the permissions.</summary>
    static readonly Dictionary<string, Role[]> OpenFor = new(StringComparer.Ordinal)
    {
        ["TriagePage"] = Readers,
        ["CaseFilePage"] = Readers,
        ["AccountsPage"] = Readers,
        ["AccountPage"] = Readers,
        ["PoliciesPage"] = Readers,
        ["BanksPage"] = Readers,
        ["OrdersPage"] = Overseeing,
        ["ModelsPage"] = Overseeing,
        ["AuditPage"] = OfTheRecord,
        ["EscalationsPage"] = OfTheRecord,
        ["AppealsPage"] = Leads,
        ["ShieldsPage"] = Leads,
        ["PeoplePage"] = Admins,
        ["KeysPage"] = Admins,
        ["WebhooksPage"] = Admins,
        ["QueuesPage"] = Admins,
        ["SettingsPage"] = Admins,
        ["HealthPage"] = Admins,
    };

    public static TheoryData<string> Pages() => [.. Routed().Select(p => p.FullName!)];

    [Theory, MemberData(nameof(Pages))]
    public void Each_page_opens_for_the_roles_of_its_policy_and_no_other(string name)
    {
        var page = Routed().Single(p => p.FullName == name);
        var demands = page.GetCustomAttributes<AuthorizeAttribute>(true).ToArray();
        if (Open.Contains(page.Name))
        {
            Assert.Empty(demands);
            return;
        }
        Assert.Empty(page.GetCustomAttributes<AllowAnonymousAttribute>(true));
        Assert.NotEmpty(demands);
        if (Own.Contains(page.Name))
            return;
        var required = demands.Where(d => d.Policy is not null).Select(d => Requirement(d.Policy!)).ToArray();
        Assert.NotEmpty(required);
        Assert.Equal(OpenFor[page.Name], Enum.GetValues<Role>().Where(role => required.All(r => r.Any.Any(Permissions.Of(role).Contains))));
    }

    [Fact]
    public void Each_page_has_its_line_and_each_line_its_page() =>
        Assert.Equal(Routed().Select(p => p.Name).Order(StringComparer.Ordinal), OpenFor.Keys.Concat(Open).Concat(Own).Order(StringComparer.Ordinal));

    static PermissionRequirement Requirement(string policy)
    {
        using var services = new ServiceCollection().AddLogging().AddPermissionPolicies().BuildServiceProvider();
        var found = services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.GetPolicy(policy);
        Assert.NotNull(found);
        return Assert.Single(found.Requirements.OfType<PermissionRequirement>());
    }

    static IEnumerable<Type> Routed() => typeof(Places).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>(false).Any());
}
