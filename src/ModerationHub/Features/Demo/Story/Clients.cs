namespace ModerationHub.Features.Demo.Story;

/// <summary>The apps that post on the imagined platform, "Plaza".</summary>
static class Clients
{
    public static readonly string[] Usual = ["Plaza for Web", "Plaza for Android", "Plaza for iPhone", "Plaza Lite"];

    /// <summary>A newsroom's scheduler: many accounts, regular times, nothing wrong.</summary>
    public const string Scheduler = "QueueDeck";

    /// <summary>Posts a verse or a kind sentence for people who asked for it: many accounts, same text, nothing wrong.</summary>
    public const string DailyLight = "Daily Light";

    /// <summary>An app that a few of the group made for themselves; nobody else uses it.</summary>
    public const string Thornline = "Thornline";

    /// <summary>The app that posts the group's words through accounts of people who wanted a forecast.</summary>
    public const string Hijacker = "SkyMinute Weather";
}
