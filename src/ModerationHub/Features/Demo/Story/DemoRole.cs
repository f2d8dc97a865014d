namespace ModerationHub.Features.Demo.Story;

/// <summary>What an account of the story really is. For tests and evaluation; never sent anywhere.</summary>
public enum DemoRole
{
    Ordinary,
    Supporter,
    BulkMade,
    AppVictim,
    Predecessor,
    Returner,
    Journalist,
    Mocker,
    Spammer,
}
