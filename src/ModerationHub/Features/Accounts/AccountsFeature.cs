namespace ModerationHub.Features.Accounts;

public static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) =>
        services.AddScoped<ReadAccount>().AddScoped<SearchAccounts>().AddScoped(AccountPaletteSearch.Create);
}
