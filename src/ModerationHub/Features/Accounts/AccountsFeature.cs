namespace ModerationHub.Features.Accounts;

public static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) =>
        services.AddScoped<ReadAccount>().AddScoped<AccountPosts>().AddScoped<ReadAccountPosts>().AddScoped<SearchAccounts>().AddScoped<Cases.FindCases>().AddScoped(AccountPaletteSearch.Create);
}
