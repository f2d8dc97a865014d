using Microsoft.AspNetCore.Authorization;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.People;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Met by whoever has one of the permissions.</summary>
public sealed class PermissionRequirement(params Permission[] any) : IAuthorizationRequirement
{
    public IReadOnlyList<Permission> Any => any;
}

sealed class PermissionHandler(ActorResolver actors) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (await actors.ResolveAsync(context.User) is { } actor && requirement.Any.Any(actor.Can))
            context.Succeed(requirement);
    }
}

/// <summary>One policy a permission, named like it, and those of the top bar's pages. What names none still needs a session.</summary>
public static class PermissionPolicies
{
    public static IServiceCollection AddPermissionPolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorization(options =>
        {
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            foreach (var permission in Enum.GetValues<Permission>())
                Add(options, permission.ToString(), permission);
            Add(options, Places.Triage, Permission.ReadCases);
            Add(options, Places.Accounts, Permission.ReadAccounts);
            Add(options, Places.Orders, Permission.ReadOrders);
            Add(options, Places.Appeals, Permission.AnswerAppeals);
            Add(options, Places.Audit, Permission.ReadAudit);
            Add(options, Places.Policies, Permission.ReadPolicies);
            Add(options, Places.Administration, Permission.ManageUsers, Permission.ManageKeys, Permission.ManageWebhooks, Permission.ManagePlatform, Permission.ReadHealth);
        });
        return services;
    }

    static void Add(AuthorizationOptions options, string name, params Permission[] any) =>
        options.AddPolicy(name, policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(any)));
}
