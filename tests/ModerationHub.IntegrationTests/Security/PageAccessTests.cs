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
        foreach (var role in Enum.GetValues<Role>())
            Assert.Equal(Expected(demands, role), required.All(r => r.Any.Any(Permissions.Of(role).Contains)));
    }

    /// <summary>What the design promises of each place, said apart from the policies' own table.</summary>
    static bool Expected(IEnumerable<AuthorizeAttribute> demands, Role role) => demands.Where(d => d.Policy is not null).All(d => d.Policy switch
    {
        Places.Triage or Places.Accounts => role is not Role.Admin,
        Places.Orders => role is Role.Lead or Role.Auditor,
        Places.Appeals => role is Role.Lead,
        Places.Audit => role is Role.Lead or Role.Auditor or Role.Admin,
        Places.Policies => role is not Role.Admin,
        Places.Administration => role is Role.Admin,
        var permission => Permissions.Of(role).Contains(Enum.Parse<Permission>(permission!)),
    });

    static PermissionRequirement Requirement(string policy)
    {
        using var services = new ServiceCollection().AddLogging().AddPermissionPolicies().BuildServiceProvider();
        var found = services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.GetPolicy(policy);
        Assert.NotNull(found);
        return Assert.Single(found.Requirements.OfType<PermissionRequirement>());
    }

    static IEnumerable<Type> Routed() => typeof(Places).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>(false).Any());
}
