namespace ModerationHub.Components.Layout;

/// <summary>The authorization policies that open the pages of the top bar; the host defines what each requires.</summary>
public static class Places
{
    public const string Triage = "page.triage";
    public const string Accounts = "page.accounts";
    public const string Orders = "page.orders";
    public const string Appeals = "page.appeals";
    public const string Audit = "page.audit";
    public const string Policies = "page.policies";
    public const string Administration = "page.administration";
}
