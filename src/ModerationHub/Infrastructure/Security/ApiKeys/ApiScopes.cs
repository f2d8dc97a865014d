namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>What a key may be used for. Each is an authorization policy: `scope:intake` and so on.</summary>
public static class ApiScopes
{
    public const string Intake = "intake";
    public const string Read = "read";
    public const string Export = "export";
    public const string PolicyPrefix = "scope:";
    public const string IntakePolicy = PolicyPrefix + Intake;
    public const string ReadPolicy = PolicyPrefix + Read;
    public const string ExportPolicy = PolicyPrefix + Export;

    /// <summary>The live hub: a key with the scope `read`, or a signed-in person.</summary>
    public const string LivePolicy = "live";

    public static readonly IReadOnlyList<string> All = [Intake, Read, Export];
}
