namespace ModerationHub.BrowserTests;

/// <summary>Addresses at which axe looks in every theme and language. A test without a browser holds them against the pages that there are.</summary>
static class PagesForAxe
{
    public static readonly (string Who, string Path)[] Of =
    [
        ("moderator", "/"), ("moderator", "/accounts"),
        ("lead", "/audit"), ("lead", "/audit/escalations"), ("lead", "/orders"), ("lead", "/banks"), ("lead", "/appeals"), ("lead", "/models"), ("lead", "/known-voices"), ("lead", "/policies"),
        ("lead", "/policies/violent-extremism"), ("lead", "/policies/violent-extremism?view=text"), ("lead", "/policies/violent-extremism?view=place"), ("lead", "/policies?view=new"),
        ("admin", "/administration"), ("admin", "/administration/keys"), ("admin", "/administration/webhooks"), ("admin", "/administration/queues"), ("admin", "/administration/settings"), ("admin", "/administration/health"),
    ];

    public static readonly string[] OfNobody = ["/account/sign-in", $"/account/invitation/{Guid.Empty}?token=x", $"/setup/{Guid.Empty}?secret=x", "/error"];
    public static readonly string[] OfOneself = ["/account/password", "/account/second-factor/set-up", "/account/access-denied", "/no-such-page", "/audit", $"/cases/{Guid.Empty}", "/accounts/nobody"];
}
