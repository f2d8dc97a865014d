using ModerationHub.Features.Team.Account;

namespace ModerationHub.Features.Team;

public static class TeamFeature
{
    public static IServiceCollection AddTeam(this IServiceCollection services)
    {
        services.AddScoped<Staff>();
        services.AddScoped<CreateUser>();
        services.AddScoped<InviteUser>();
        services.AddScoped<ChangeMembership>();
        services.AddScoped<RevokeUser>();
        services.AddScoped<RestoreUser>();
        services.AddScoped<ResetSecondFactor>();
        services.AddScoped<CreateFirstAdministrator>();
        services.AddScoped<AcceptInvitation>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<TurnOnSecondFactor>();
        services.AddScoped<RenewRecoveryCodes>();
        services.AddScoped<RecordSignIn>();
        services.AddSingleton<SetupLinks>();
        services.AddSingleton<SignInRecord>();
        return services;
    }

    public static IEndpointRouteBuilder MapTeam(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAccount();
        return endpoints;
    }
}
