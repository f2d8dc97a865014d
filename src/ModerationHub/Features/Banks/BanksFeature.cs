namespace ModerationHub.Features.Banks;

/// <summary>Banks of links and of image hashes, as people see and change them. Banks of terms belong to the versions of policies.</summary>
public static class BanksFeature
{
    public static IServiceCollection AddBanks(this IServiceCollection services) => services
        .AddScoped<ListBanks>().AddScoped<ReadBank>().AddScoped<MakeBank>().AddScoped<RenameBank>().AddScoped<RemoveBank>().AddScoped<BankAccess>()
        .AddScoped<AddLinks>().AddScoped<RemoveLink>().AddScoped<PreviewEntries>().AddScoped<AddHashes>().AddScoped<JudgeHash>().AddScoped<TakeOutHash>();
}
