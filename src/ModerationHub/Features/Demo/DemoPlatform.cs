using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;

namespace ModerationHub.Features.Demo;

/// <summary>The platform that the demo plays on: the default queues and policies, with the invented group's words in their banks.</summary>
public static class DemoPlatform
{
    /// <summary>In a hub that has no other platform; beside others it takes the next number.</summary>
    public const int Id = 1;
    public const string Key = "demo";

    /// <summary>History is imported into it too, so its posts stay.</summary>
    public static PlatformSeed Seed(int id) => new(id, Key, "Demo", RetentionDays: null)
    {
        Policies = PlatformSetupSeeds.Policies(policy =>
            [.. DemoPolicies.Terms.Where(term => term.Policy == policy).Select(term => new TermSeed(KindOf(term.Kind), term.Value, term.Strength, term.Language))]),
    };

    static TermKind KindOf(DemoTermKind kind) => kind switch
    {
        DemoTermKind.Hashtag => TermKind.Hashtag,
        DemoTermKind.LinkHost => TermKind.Domain,
        _ => TermKind.Phrase,
    };
}
